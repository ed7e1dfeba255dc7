import { csvOf } from './csv';
import { matchingRows, sortedRows } from './rows';
import { duration, webAddress } from './words';

it.each(['=1', '+1', '-1', '@a', '\t=1', '\n=1', '\r=1', '＝1'])(
  'lets no spreadsheet take %j for a formula',
  (text) => {
    expect(csvOf([[text]])).toMatch(/^"?'/);
  },
);

it('writes CSV that no spreadsheet takes for a formula', () => {
  expect(csvOf([['Name'], ['a "b", c'], ['=1+1'], ['two\nlines']])).toBe(
    'Name\r\n"a ""b"", c"\r\n\'=1+1\r\n"two\nlines"\r\n',
  );
});

it.each([
  ['https://acme.example/admin', 'https://acme.example/admin'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['file:///etc/passwd', undefined],
  ['//acme.example', undefined],
  [undefined, undefined],
])('takes %s for the address %s', (text, address) => {
  expect(webAddress(text)).toBe(address);
});

const texts = ['ada lovelace\nengineering', 'grace hopper\nnavy', 'ada\nnavy'];

it.each([
  ['', [0, 1, 2]],
  ['ADA', [0, 2]],
  ['navy ada', [2]],
  ['nobody', []],
])('finds "%s" in any field', (search, rows) => {
  expect(matchingRows(() => texts, 3, search, undefined)).toEqual(rows);
});

it('sorts by a column, with what is unknown at the end in both directions', () => {
  const years = [3, undefined, 1];
  const column = {
    id: 'year',
    title: 'Year',
    width: '',
    text: () => '',
    order: (row: number) => years[row],
  };
  const sorted = (descending: boolean) =>
    sortedRows([0, 1, 2], [column], { column: 'year', descending });
  expect(sorted(false)).toEqual([2, 0, 1]);
  expect(sorted(true)).toEqual([0, 2, 1]);
});

it.each([
  ['PT12H', '12 hours'],
  ['PT1H30M', '1 hour 30 minutes'],
  ['PT43800H', '1,825 days'],
  ['P1D', '1 day'],
  ['PT0S', 'every time'],
  ['whenever', 'whenever'],
  [undefined, undefined],
])('says %s as %s', (text, said) => {
  expect(duration(text)).toBe(said);
});
