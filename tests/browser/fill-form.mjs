// Fill in a form with pdf.js, as a reader of Firefox does, and save it.
//
//   node fill-form.mjs form.pdf filled.pdf values.json
//
// values.json holds what to write by the name of the field; for a box to tick it holds true, and for boxes of which one is
// chosen the name of the chosen one. Prints what pdf.js knows about each widget.

import { readFile, writeFile } from "node:fs/promises";

// Only drawing needs these, and nothing is drawn here.
globalThis.DOMMatrix ??= class {};
globalThis.ImageData ??= class {};
globalThis.Path2D ??= class {};
const { getDocument, VerbosityLevel } = await import("pdfjs-dist/legacy/build/pdf.mjs");

const [form, filled, wanted] = process.argv.slice(2);
const values = JSON.parse(await readFile(wanted, "utf8"));
const data = new Uint8Array(await readFile(form));
const pdf = await getDocument({ data, verbosity: VerbosityLevel.ERRORS }).promise;
const widgets = [];
for (let number = 1; number <= pdf.numPages; number++) {
  const page = await pdf.getPage(number);
  for (const one of await page.getAnnotations()) {
    if (one.subtype !== "Widget") continue;
    widgets.push({ name: one.fieldName, about: one.alternativeText, page: number, rect: one.rect });
    if (!(one.fieldName in values)) continue;
    const value = values[one.fieldName];
    pdf.annotationStorage.setValue(one.id, { value: one.radioButton ? one.buttonValue === value : value });
  }
}
await writeFile(filled, await pdf.saveDocument());
console.log(JSON.stringify(widgets));
process.exit(0);
