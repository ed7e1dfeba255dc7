import { Headers } from 'node-fetch';

import { readHeaders } from './answerHeaders';

const headers = readHeaders(
  new Headers([
    ['Link', '</a>; rel="self"'],
    ['link', '</b>; rel="next"'],
    ['X-Rate-Limit-Limit', '600'],
    ['empty', ''],
  ]),
);

test.each([
  ['link', '</a>; rel="self", </b>; rel="next"'],
  ['x-rate-limit-limit', '600'],
  ['X-Rate-Limit-LIMIT', '600'],
  ['empty', ''],
  ['absent', null],
  ['constructor', null],
])('finds %s in any case, and all of its values', (name, value) => {
  expect(headers.get(name)).toBe(value);
  expect(headers.has(name)).toBe(value !== null);
});
