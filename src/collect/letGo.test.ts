import { LetGo } from './letGo';

function counted(field: string, count: number, records: number): LetGo {
  const letGo = new LetGo();
  for (let record = 0; record < records; record += 1) {
    letGo.add(record < count ? [field] : undefined);
  }
  return letGo;
}

test.each(['status', 'user.id', 'managerId', 'account_locked', 'enrolled'])(
  'a tenth of records without their %s is a changed API',
  (field) => {
    expect(counted(field, 1, 10).changed()).toEqual([[field, 1]]);
    expect(counted(field, 1, 11).changed()).toEqual([]);
  },
);

test.each(['title', 'paid', 'valid', 'statusText'])(
  'records without their %s are the same records',
  (field) => {
    expect(counted(field, 10, 10).changed()).toEqual([]);
  },
);

test('what was let go is told once', () => {
  const letGo = counted('title', 2, 3);
  expect(letGo.describe()).toBe('title (2 of 3)');
  letGo.clear();
  expect(letGo.describe()).toBeUndefined();
  expect(counted('title', 0, 3).describe()).toBeUndefined();
});
