import type { GraphModel, Property, ValueKind } from './model';

/** A property that an organization had, with these words. */
function property(
  description: string,
  kind: ValueKind | undefined,
  ...words: string[]
): Property {
  return {
    description,
    kinds: new Set(kind ? [kind] : []),
    words: new Set(words),
  };
}

const table = (properties: Record<string, Property>) =>
  new Map(Object.entries(properties));

const relationship = (
  from: string,
  verb: string,
  to: string,
  properties: Record<string, Property> = {},
) => ({
  from,
  verb,
  to,
  isMapped: to === 'sky' || from === 'sky',
  properties: table(properties),
  isSeen: true,
});

/** Colonies HAVE terns and gulls; terns OWN nests; nests HAVE nests; the sky HAS terns, mapped. */
export const smallModel: GraphModel = {
  entities: new Map([
    ['colony', { classes: ['Site'], properties: table({}), isSeen: true }],
    [
      'tern',
      {
        classes: ['Bird'],
        properties: table({
          name: property('Its name', 'string', 'Arthur'),
          ringed: property('Whether it has a ring', 'boolean'),
          breeding: property(
            'Whether it breeds; undefined where nobody looked',
            'boolean',
          ),
          eggs: property('Number of eggs', 'number'),
          calls: property('What it calls: `kik` or `kirr`', 'list', 'kik'),
          seenOn: property('When it was seen last', 'time'),
          mate: property('Its mate', undefined),
        }),
        isSeen: true,
      },
    ],
    [
      'gull',
      {
        classes: ['Bird'],
        properties: table({
          name: property('Its name', 'string'),
          ringed: property('Whether it has a ring', 'boolean'),
          breeding: property('Whether it breeds, or unknown', 'boolean'),
        }),
        isSeen: true,
      },
    ],
    ['nest', { classes: ['Site'], properties: table({}), isSeen: true }],
    ['auk', { classes: ['Diver'], properties: table({}), isSeen: false }],
  ]),
  foreignTypes: new Set(['sky']),
  relationships: [
    relationship('colony', 'HAS', 'tern', {
      role: property('', 'string', 'guard'),
    }),
    relationship('colony', 'HAS', 'gull'),
    relationship('tern', 'OWNS', 'nest'),
    relationship('nest', 'HAS', 'nest'),
    relationship('sky', 'HAS', 'tern'),
    { ...relationship('gull', 'OWNS', 'nest'), isSeen: false },
  ],
};
