import { smallModel } from './smallModel';
import { type JudgedQuery, unknownsForgotten } from './unknowns';

const forgotten = (...queries: JudgedQuery[]) =>
  unknownsForgotten(queries, smallModel);

const NONE = { query: 'FIND tern WITH breeding = false', resultsAre: 'BAD' };

test('who asks for what is not so asks for what is unknown', () => {
  expect(forgotten(NONE)).toEqual([
    'breeding of tern may be unknown, and nothing asks for that',
  ]);
  expect(
    forgotten(NONE, {
      query: 'FIND (tern|gull) WITH breeding = undefined',
      resultsAre: 'UNKNOWN',
    }),
  ).toEqual([]);
});

test('what is unknown is not bad', () => {
  expect(
    forgotten({
      query: 'FIND tern WITH breeding = false OR breeding = undefined',
      resultsAre: 'BAD',
    }),
  ).toEqual(['breeding of tern is unknown, which is not good or bad']);
});

test('another type does not answer for this one, nor does what is only shown', () => {
  expect(
    forgotten(NONE, {
      query: 'FIND tern AS t RETURN t.breeding',
      resultsAre: 'UNKNOWN',
    }),
  ).toEqual(['breeding of tern may be unknown, and nothing asks for that']);
  expect(
    forgotten(NONE, {
      query: 'FIND gull WITH breeding = undefined',
      resultsAre: 'UNKNOWN',
    }),
  ).toEqual(['breeding of tern may be unknown, and nothing asks for that']);
});

test('what is always known is asked for alone', () => {
  expect(forgotten({ query: 'FIND tern WITH ringed = false' })).toEqual([]);
});

test('conditions between nodes count, too', () => {
  expect(
    forgotten({
      query: 'FIND tern AS t WHERE t.breeding = true RETURN t.name',
    }),
  ).toEqual(['breeding of tern may be unknown, and nothing asks for that']);
});
