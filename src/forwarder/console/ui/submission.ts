import { cell } from '../../../web/ui/draw.ts';
import { type FormErrors, focusFirstError, formErrors } from '../../../web/ui/form.ts';
import { commonText } from './common-text.ts';
import { refusalText } from './refusal-text.ts';
import { change, isConflict, revision, settings } from './state.ts';

/** A form on its way: what was refused, and against which settings it was filled in. */
export interface Submission {
  readonly errors: FormErrors;
  readonly busy: boolean;
  /** Forgets the errors, since the form has been changed. */
  edited(): void;
  /** Tells whether it was taken; if not, `errors` says why and the first place has the focus. */
  send(method: string, path: string, body: Readonly<Record<string, unknown>>, form: HTMLElement | null): Promise<boolean>;
}

/** `fields`: the paths that the API may complain about and the form shows. */
export const submission = (fields: readonly string[]): Submission => {
  const errors = cell<FormErrors>({});
  const busy = cell(false);
  // Of the moment when the form was opened: what has been changed since by others must be noticed.
  let base = revision();
  const refuse = async (error: unknown): Promise<void> => {
    if (!isConflict(error)) {
      errors.value = refusalText(formErrors(error, fields));
      return;
    }
    await settings.load();
    base = revision();
    errors.value = { '': commonText().conflict };
  };
  return {
    get errors() {
      return errors.value;
    },
    get busy() {
      return busy.value;
    },
    edited() {
      if (Object.keys(errors.value).length > 0) errors.value = {};
    },
    async send(method, path, body, form) {
      if (busy.value) return false;
      busy.value = true;
      errors.value = {};
      try {
        await change(method, path, { ...body, revision: base });
        base = revision();
        return true;
      } catch (error) {
        await refuse(error);
        void focusFirstError(form);
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
};
