import { unpackDetails } from './unpack.js';

export const data = JSON.parse(document.getElementById('data').textContent);

let unpacked;
let ready;
/** Steps and transcript of a scenario. All are unpacked together, when the first one is wanted. */
export const detailsOf = async (index) => {
  unpacked ??= unpackDetails(document.getElementById('details').textContent);
  ready ??= await unpacked;
  return ready[index];
};

/** The same at once, if they have been unpacked already: what is printed cannot be waited for. */
export const detailsNow = (index) => ready?.[index];
