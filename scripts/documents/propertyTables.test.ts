import { entityModel } from '../../src/graph/entities';

import { propertiesPage } from './propertyTables';

const NEST = entityModel<{ id: string }>({
  resourceName: 'Nest',
  _type: 'tern_nest',
  _class: ['Site'],
  key: ({ id }) => id,
  properties: {
    name: ['Name of the nest', ({ id }) => id],
    eggs: ['Number of eggs', () => 2],
  },
  others: {
    description: 'What the tenant counts besides',
    read: () => ({}),
  },
});

test('every property of every type has its line, provider by provider', () => {
  const page = propertiesPage([
    { name: 'Tern', entities: [NEST] },
    { name: 'Gull', entities: [] },
  ]);

  expect(page.slice(page.indexOf('## Tern'))).toBe(
    `## Tern

### Nest: \`tern_nest\`

| Property | Meaning |
| --- | --- |
| \`name\` | Name of the nest |
| \`eggs\` | Number of eggs |
| others | What the tenant counts besides |

## Gull
`,
  );
});
