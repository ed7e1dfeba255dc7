import type * as Sdk from '@jupiterone/integration-sdk-testing';

/*
 * The SDK's matchers, loaded when one is used: the SDK's own setup file loads its runtime, the AWS
 * SDK and Polly for every test file, a second for each, and one in twenty uses a matcher.
 */
const NAMES = [
  'toMatchStepMetadata',
  'toMatchGraphObjectSchema',
  'toMatchDirectRelationshipSchema',
  'toTargetEntities',
  'toImplementSpec',
];

let loaded: jest.ExpectExtendMap | undefined;

function load(): jest.ExpectExtendMap {
  const { registerMatchers } = jest.requireActual<typeof Sdk>(
    '@jupiterone/integration-sdk-testing',
  );
  let matchers: jest.ExpectExtendMap = {};
  const recorder = Object.assign(Object.create(expect) as typeof expect, {
    extend: (given: jest.ExpectExtendMap) => (matchers = given),
  });
  registerMatchers(recorder);
  return matchers;
}

expect.extend(
  Object.fromEntries(
    NAMES.map((name) => [
      name,
      function (
        this: jest.MatcherContext,
        received: unknown,
        ...rest: unknown[]
      ) {
        loaded ??= load();
        const matcher = loaded[name];
        if (!matcher) throw new Error(`The SDK has no matcher ${name}.`);
        return matcher.call(this, received, ...rest);
      } satisfies jest.CustomMatcher,
    ]),
  ),
);
