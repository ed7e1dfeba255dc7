import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { PACKAGE_ROOT } from '../../scripts/sdkProject';
import { documentsBelow } from '../support/documents';
import { brokenLinks, documentsBehind } from '../support/links';

const DOCUMENTS = documentsBelow(PACKAGE_ROOT);

test.each(DOCUMENTS)('the links of %s lead somewhere', (file) => {
  expect(brokenLinks(PACKAGE_ROOT, file)).toEqual([]);
});

test('every document for users and developers can be reached from README', () => {
  const reached = documentsBehind(PACKAGE_ROOT, 'README.md');
  const meant = DOCUMENTS.filter(
    (file) => !/^\.github\/|^test\/|^bench\//.test(file),
  );

  expect(meant.filter((file) => !reached.has(file))).toEqual([]);
});

describe('the checker', () => {
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'links-'));
    await writeFile(
      path.join(root, 'a.md'),
      [
        '# Head of `a`: one, two!',
        '[here](#head-of-a-one-two) [there](b.md#again-1) [web](https://nowhere.example/x)',
        '`[code](nowhere.md)`',
        '[gone](c.md) [no heading](b.md#lost) [own](#lost) [above](../b.md)',
        '[by name][b]',
        '',
        '[b]: d.md',
      ].join('\n'),
    );
    await writeFile(
      path.join(root, 'b.md'),
      '# Again\n\n```md\n# Lost\n[x](y.md)\n```\n\n## Again\n',
    );
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  test('finds files and headings that are not there, and no others', () => {
    expect(brokenLinks(root, 'a.md')).toEqual([
      'a.md: c.md',
      'a.md: b.md#lost',
      'a.md: #lost',
      'a.md: ../b.md',
      'a.md: d.md',
    ]);
    expect(brokenLinks(root, 'b.md')).toEqual([]);
  });

  test('follows links', () => {
    expect([...documentsBehind(root, 'a.md')]).toEqual(['a.md', 'b.md']);
  });
});
