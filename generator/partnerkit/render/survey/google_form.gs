
/**
 * Makes the form. Run this function once: a new form appears in your Google Drive, and its address in the log.
 * Change the words above rather than the form if you want to put answers of several tools together.
 */
function makeForm() {
  const form = FormApp.create(SURVEY.title);
  form.setTitle(SURVEY.title)
    .setDescription(SURVEY.introduction.join('\n\n'))
    .setCollectEmail(false)
    .setLimitOneResponsePerUser(false)
    .setProgressBar(true);
  SURVEY.sections.forEach(function (section, index) {
    const head = index === 0 ? form.addSectionHeaderItem() : form.addPageBreakItem();
    head.setTitle(section.title).setHelpText(section.text);
    section.questions.forEach(function (question) {
      addQuestion(form, question);
    });
  });
  Logger.log('To change it: ' + form.getEditUrl());
  Logger.log('To send it: ' + form.getPublishedUrl());
  return form;
}

function addQuestion(form, question) {
  const kinds = {
    grid: function () { return form.addGridItem().setRows(question.rows).setColumns(question.choices); },
    one: function () { return form.addMultipleChoiceItem().setChoiceValues(question.choices); },
    many: function () { return form.addCheckboxItem().setChoiceValues(question.choices); },
    line: function () { return form.addTextItem(); },
    text: function () { return form.addParagraphTextItem(); },
    date: function () { return form.addDateItem(); },
  };
  kinds[question.kind]().setTitle(question.title).setHelpText(question.help).setRequired(question.required);
}
