import { unpackDetails } from './unpack.js';

export const data = JSON.parse(document.getElementById('data').textContent);

let unpacked;
/** Steps and transcript of a scenario. All are unpacked together, when the first one is wanted. */
export const detailsOf = async (index) => {
  unpacked ??= unpackDetails(document.getElementById('details').textContent);
  return (await unpacked)[index];
};
