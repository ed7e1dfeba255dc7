import type { Records } from '../../http/records';

import { byImage } from './olderScans';
import { OlderScan, type Scan } from './scanRecords';

async function* list(...scans: (Scan | Error)[]): Records<Scan> {
  for (const scan of scans) {
    if (scan instanceof Error) throw scan;
    yield await Promise.resolve({ ok: true, record: scan });
  }
}

async function gather(records: Records<Scan>): Promise<Scan[]> {
  const found: Scan[] = [];
  for await (const each of records) if (each.ok) found.push(each.record);
  return found;
}

function scan(fullTag: string, facts: object = {}): Scan {
  return OlderScan.parse({ imageId: 'a', fullTag, analyzedAt: 100, ...facts });
}

/** All orders of three scans. */
function orders<T>([one, two, three]: [T, T, T]): T[][] {
  return [
    [one, two, three],
    [one, three, two],
    [two, one, three],
    [two, three, one],
    [three, one, two],
    [three, two, one],
  ];
}

test.each([
  [
    'the newest',
    [
      scan('web:2', { analyzedAt: 300, policyStatus: 'FAIL' }),
      scan('web:1', { analyzedAt: 200 }),
      scan('web:3', { analyzedAt: 100 }),
    ],
    'web:2',
  ],
  ['the one by text', [scan('web:2'), scan('web:1'), scan('web:3')], 'web:1'],
  [
    'the newest in the scanner',
    [
      scan('web:2', { createdAt: 9 }),
      scan('web:1', { createdAt: 8 }),
      scan('web:3'),
    ],
    'web:2',
  ],
] as [string, [Scan, Scan, Scan], string][])(
  'of an image with several names counts %s, in whatever order they come',
  async (_case, scans, pullString) => {
    for (const order of orders(scans)) {
      const [image, ...others] = await gather(byImage(list(...order)));

      expect(others).toEqual([]);
      expect(image).toMatchObject({
        pullString,
        images: ['web:1', 'web:2', 'web:3'],
      });
    }
  },
);

test('an image with one name stays as it is, also when it comes twice', async () => {
  const only = scan('web:1');

  expect(await gather(byImage(list(only, only)))).toEqual([only]);
});

test('what could be read comes before the failure', async () => {
  const found: Scan[] = [];
  const read = async () => {
    const records = byImage(list(scan('web:1'), new Error('lost')));
    for await (const each of records) if (each.ok) found.push(each.record);
  };

  await expect(read()).rejects.toThrow('lost');
  expect(found).toHaveLength(1);
});
