// A stub of the documented Forms service of Google Apps Script: it knows the methods of the reference and no others.
// Usage: node form_app.js SCRIPT; prints the form that the script makes as JSON.
'use strict';
const fs = require('fs');
const vm = require('vm');

const ITEM = ['setTitle', 'setHelpText'];
const KINDS = {
  SectionHeaderItem: ITEM,
  PageBreakItem: ITEM,
  GridItem: [...ITEM, 'setRequired', 'setRows', 'setColumns'],
  MultipleChoiceItem: [...ITEM, 'setRequired', 'setChoiceValues'],
  CheckboxItem: [...ITEM, 'setRequired', 'setChoiceValues'],
  TextItem: [...ITEM, 'setRequired'],
  ParagraphTextItem: [...ITEM, 'setRequired'],
  DateItem: [...ITEM, 'setRequired'],
};
const TYPES = {
  setTitle: 'string', setHelpText: 'string', setDescription: 'string', setRequired: 'boolean', setProgressBar: 'boolean',
  setCollectEmail: 'boolean', setLimitOneResponsePerUser: 'boolean', setRows: 'list', setColumns: 'list',
  setChoiceValues: 'list',
};

function setter(made, result, name) {
  return function (value) {
    const kind = Array.isArray(value) ? 'list' : typeof value;
    if (kind !== TYPES[name] || arguments.length !== 1) throw new Error(name + ' takes one ' + TYPES[name]);
    if (kind === 'list' && (!value.length || value.some((one) => typeof one !== 'string' || !one.trim()))) {
      throw new Error(name + ' takes words'); // as Google does
    }
    if (kind === 'list' && new Set(value).size !== value.length) throw new Error(name + ' takes each of them once');
    made[name.slice(3).toLowerCase()] = value;
    return result;
  };
}

const made = { items: [] };
const form = { getEditUrl: () => 'https://edit', getPublishedUrl: () => 'https://send' };
for (const name of ['setTitle', 'setDescription', 'setCollectEmail', 'setLimitOneResponsePerUser', 'setProgressBar']) {
  form[name] = setter(made, form, name);
}
for (const [kind, methods] of Object.entries(KINDS)) {
  form['add' + kind] = function () {
    const item = {};
    const record = { kind };
    made.items.push(record);
    for (const name of methods) item[name] = setter(record, item, name);
    return item;
  };
}
const FormApp = { create: (title) => { if (typeof title !== 'string') throw new Error('title'); return form; } };
const context = vm.createContext({ FormApp, Logger: { log: () => undefined } });
vm.runInContext(fs.readFileSync(process.argv[2], 'utf8') + '\nmakeForm();', context);
process.stdout.write(JSON.stringify(made));
