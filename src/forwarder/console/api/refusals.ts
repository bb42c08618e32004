import { Problem, type ProblemStatus } from '../../../web/problem.ts';
import { AdminError } from '../../admin/admin-error.ts';

const STATUS: { readonly [Kind in AdminError['kind']]: ProblemStatus } = {
  conflict: 409,
  'not found': 404,
  invalid: 422,
  'not written': 503,
};

/** Runs a change of the settings; what it refuses becomes the answer. */
export const refusing = <Result>(change: () => Result): Result => {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof AdminError)) throw error;
    throw new Problem(STATUS[error.kind], error.message, error.complaints);
  }
};
