import {
  entity,
  type Graph,
  oktaGraph,
  stepsFor,
  sysdigGraph,
} from '../../test/support/answerGraphs';
import {
  type CollectedStep,
  createCollectedProject,
} from '../../test/support/collectedGraphFixture';

import { showDigest } from './showDigest';

async function digest(
  steps: CollectedStep[],
  thresholds?: Record<string, number>,
): Promise<string> {
  const project = await createCollectedProject(steps);
  let text = '';
  const terminal = {
    ...{ colors: false, columns: 80, isLive: false },
    write: (more: string) => {
      text += more;
    },
  };
  try {
    await showDigest(project.path, terminal, thresholds);
    return text;
  } finally {
    await project.remove();
  }
}

it('has numbers, findings by severity, and what is next', async () => {
  const text = await digest(stepsFor(oktaGraph()));

  expect(text).toMatch(
    /^\naccount \(okta\), as of \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
  );
  expect(text).toContain('Complete: all that was asked for was read.');
  expect(text).toMatch(/ 23 people; 20 active people; /);
  expect(text).toMatch(
    / critical +1 {2}Administrators without a second factor \(admin-without-factor\)\n/,
  );
  expect(text).toMatch(/; not known of 1 more \(no-factor\)\n/);
  expect(text.indexOf('  critical ')).toBeLessThan(text.indexOf('  high '));
  expect(text.indexOf('  medium ')).toBeLessThan(text.indexOf('  low '));
  expect(text).toContain(
    'Not applicable, as okta does not tell, or this credential may not know:\n  password-beside-sso\n',
  );
  expect(text).toContain('npm run query -- --finding admin-without-factor\n');
});

it('says why a finding is not applicable where the account is not one of these', async () => {
  const graph = sysdigGraph();
  const [account, ...others] = graph.entities;
  const off = { _type: 'sysdig_account', _key: 'account', ...account };

  const text = await digest(
    stepsFor({
      ...graph,
      entities: [{ ...off, ssoEnabled: false }, ...others],
    }),
  );

  expect(text).toContain(
    'Not applicable: password-beside-sso (single sign-on is off)\n',
  );
  expect(text).not.toContain('Not applicable: no-factor');
  expect(text).toMatch(/; 1 group;/);
});

it('takes thresholds', async () => {
  const text = await digest(stepsFor(oktaGraph()), { password_days: 400 });

  expect(text).toMatch(/Nothing found: .*old-password/);
});

it('lets no number pass for whole that is not', async () => {
  const text = await digest(
    stepsFor(oktaGraph(), { partial: ['okta_user'], off: ['okta_device'] }),
  );

  expect(text).toContain('Incomplete: only a part could be read of okta_user.');
  expect(text).toContain('Switched off: okta_device');
  expect(text).toMatch(/at least 23 people;/);
  expect(text).toMatch(/ high +at least \d+ {2}People without a second factor/);
  expect(text).toMatch(/; 5 groups;/);
});

it('moves no cursor, whatever an account is called', async () => {
  const graph: Graph = {
    provider: 'okta',
    entities: [entity('okta_account', 'a', { name: '\u001b[2Jgone' })],
    relationships: [],
  };

  const text = await digest(stepsFor(graph));

  expect(text).toContain('gone (okta)');
  expect(text).not.toContain('\u001b');
});

it('says nothing of a provider that no view knows', async () => {
  expect(
    await digest([{ id: 'fetch-users', declaredTypes: ['sample_user'] }]),
  ).toBe('');
});
