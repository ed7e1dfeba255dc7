import { type Simulation, startSimulation } from '../../simulators';
import { collect } from '../support/execution';

/*
 * How far a step has come is told every ten seconds. By the clock of these tests each look at it is
 * ten seconds after the one before.
 */

let now = 0;
let simulation: Simulation;

beforeEach(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 10_001));
});

afterEach(() => simulation.stop());

/** What was told of, as `users: COUNT of COUNT`, and what was not counted against a total. */
async function toldOf(providerId: string, pageCap: number): Promise<string[]> {
  simulation = await startSimulation(providerId, { size: 'full', pageCap });
  const { log, error } = await collect({
    config: simulation.configFor(simulation.url),
  });
  expect(error).toBeUndefined();
  const told = new Set<string>();
  for (const [, what, done, total] of log.matchAll(
    /"Reading ([^"]*): ([\d,]+) of ([\d,]+)/g,
  )) {
    expect(numberOf(done)).toBeLessThanOrEqual(numberOf(total));
    told.add(String(what).replace(/ of organization \w+/, ''));
  }
  return [...told].sort();
}

function numberOf(text = ''): number {
  return Number(text.replaceAll(',', ''));
}

it.each([
  ['acme', ['groups', 'users']],
  [
    'okta',
    [
      'factors of users',
      'groups of applications',
      'members of groups',
      'roles of groups',
      'roles of service apps',
      'roles of users',
      'rules of policies',
      'users of applications',
    ],
  ],
  [
    'jumpcloud',
    [
      'applications',
      'authentication policies',
      'devices',
      'devices of Apple MDMs',
      'members of groups',
      'user bindings of applications',
      'user bindings of systems',
      'user groups',
      'user_group bindings of applications',
      'users',
    ],
  ],
  [
    'sysdig',
    [
      'custom roles',
      'members of teams',
      'service accounts',
      'service accounts of teams',
      'teams',
      'users',
    ],
  ],
])('%s counts lists and children against their totals', async (id, told) => {
  expect(await toldOf(id, 3)).toEqual(told);
});
