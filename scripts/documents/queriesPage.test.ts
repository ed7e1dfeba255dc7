import { queriesPage } from './queriesPage';

test('every column of every view and every finding has its line', () => {
  const page = queriesPage(
    [
      {
        name: 'nests',
        description: 'Nests: one row each.',
        columns: [
          { name: 'id', type: 'VARCHAR', description: 'Key | of the nest' },
        ],
        sql: '',
      },
    ],
    [
      {
        id: 'empty-nest',
        title: 'Nests without eggs',
        severity: 'low',
        providers: ['tern'],
        why: 'Nobody hatches.',
        action: 'Wait.',
        thresholds: [
          { name: 'days', value: 3, description: 'days of waiting' },
        ],
        needs: [],
        unless: [],
        told: [],
        known: [],
        sql: '',
      },
    ],
  );

  expect(
    page.slice(page.indexOf('## Views'), page.indexOf('## Findings')),
  ).toBe(
    `## Views

### \`nests\`

Nests: one row each.

| Column | Type | Meaning |
| --- | --- | --- |
| \`id\` | VARCHAR | Key \\| of the nest |

`,
  );
  expect(page).toContain(
    '| `empty-nest` | low | Nests without eggs | tern | `days=3`: days of waiting |',
  );
  expect(page).toContain(
    '### Nests without eggs\n\nNobody hatches. Wait. (`empty-nest`)\n',
  );
});
