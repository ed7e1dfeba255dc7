import { remembered, rememberedByKey } from './remembered';

test('reads once, also for those who ask at the same time', async () => {
  const read = jest.fn(() => Promise.resolve('org'));
  const org = remembered(read);

  expect(await Promise.all([org(), org()])).toEqual(['org', 'org']);
  expect(await org()).toBe('org');
  expect(read).toHaveBeenCalledTimes(1);
});

test('forgets a failure', async () => {
  const read = jest
    .fn<Promise<string>, []>()
    .mockRejectedValueOnce(new Error('503'))
    .mockResolvedValue('org');
  const org = remembered(read);

  await expect(org()).rejects.toThrow('503');
  expect(await org()).toBe('org');
});

test('keeps one answer for each key', async () => {
  const read = jest.fn((id: string) => Promise.resolve(`detail of ${id}`));
  const detail = rememberedByKey(read);

  expect(await detail('a')).toBe('detail of a');
  expect(await detail('b')).toBe('detail of b');
  expect(await detail('a')).toBe('detail of a');
  expect(read).toHaveBeenCalledTimes(2);
});
