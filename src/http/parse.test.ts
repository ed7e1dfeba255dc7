import { parseJson } from './parse';

test.each([
  ['{"a":[1,null]}', { a: [1, null] }],
  ['null', null],
  ['\uFEFF{"a":1}', { a: 1 }],
])('parses %j', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each(['', ' ', '{"a":', '<html>', 'undefined'])(
  'gives undefined for %j',
  (text) => {
    expect(parseJson(text)).toBeUndefined();
  },
);
