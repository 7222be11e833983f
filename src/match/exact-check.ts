// Whether a candidate of the squeezed view stands in the folded view as its form is written.
import type { Folded } from "../text/folded.ts";
import { lastOf } from "../text/folded.ts";
import type { Forms } from "./keyword-entries.ts";
import { FORM_LENGTH, FORM_SHAPE, FORM_UNITS, leadOf, lettersOf } from "./keyword-entries.ts";

/** Units of the form in the folded view. */
export function exactEnd(forms: Forms, form: number): number {
  return forms.table[form + FORM_LENGTH]!;
}

/**
 * @param end behind the form's last letter in the squeezed view
 * @returns where it begins in the folded view; -1 when it is not written so.
 * Inside the first run only its end can be the form's beginning, so one comparison decides; a form
 * of one run is looked for in all of the run.
 */
export function exactStart(forms: Forms, form: number, folded: Folded, end: number): number {
  const shape = forms.table[form + FORM_SHAPE]!;
  const letters = lettersOf(forms, form);
  const lead = leadOf(forms, form);
  const from = end - letters;
  const last = lastOf(folded, from);
  const start = last - forms.runs[shape]! + 1 - lead;
  if (isAt(forms, form, folded, start)) return start;
  if (letters > 1) return -1;
  const first = folded.squeezed.first[from]!;
  for (let at = start - 1; at >= first - lead; at--) {
    if (isAt(forms, form, folded, at)) return at;
  }
  return -1;
}

function isAt({ table, units }: Forms, form: number, folded: Folded, start: number): boolean {
  const from = table[form + FORM_UNITS]!;
  const length = table[form + FORM_LENGTH]!;
  if (start < 0 || start + length > folded.length) return false;
  for (let i = 0; i < length; i++) {
    if (folded.units[start + i] !== units[from + i]) return false;
  }
  return true;
}
