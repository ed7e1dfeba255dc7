import { GraphConnection, GraphObjectWithPaths } from './associations';

const ID = '60aa11bb22cc33dd44ee55ff';

test('a connection is known by its target', () => {
  expect(
    GraphConnection.parse({
      attributes: null,
      to: { attributes: null, id: ID, type: 'user' },
    }),
  ).toEqual({ id: ID, type: 'user' });
  expect(GraphConnection.safeParse({ to: { type: 'user' } }).success).toBe(
    false,
  );
});

test.each([
  ['one edge', [[{}]], true],
  ['groups between', [[{}, {}, {}]], false],
  ['both ways', [[{}, {}], [{}]], true],
  ['no path told', [], undefined],
])('a path of %s', (_case, paths, isDirect) => {
  expect(
    GraphObjectWithPaths.parse({
      id: ID,
      type: 'user',
      paths,
      compiledAttributes: null,
    }).isDirect,
  ).toBe(isDirect);
});
