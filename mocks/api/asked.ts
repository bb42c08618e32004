import { QueryError } from '../store/search/query-language.ts';
import { problemOf } from './problem-kinds.ts';

/** Asks the store; a search that cannot be understood becomes a 400 that says where. */
export const asked = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw problemOf('search-unreadable', `correct the search: ${error.message}`, [{ path: 'q', message: error.message }]);
  }
};
