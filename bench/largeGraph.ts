import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { storageDirectory, summaryPath } from '../scripts/collectedGraph';

/*
 * A large Okta organization as the SDK leaves it on disk, without a collection: every number follows
 * from the index, so that each run has the same.
 */

/** How large it is to be. */
export interface LargeGraphSize {
  people: number;
  /** Relationships of all kinds. */
  relationships: number;
}

/** What was written. */
export interface LargeGraph {
  entities: number;
  relationships: number;
}

const OBJECTS_PER_FILE = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

const FIRST = ['Ada', 'Grace', 'Edsger', 'Barbara', 'Alan', 'Radia', 'Tim'];
const LAST = ['Adler', 'Bergsma', 'Costa', 'Dubois', 'Eriksen', 'Fischer'];
const DEPARTMENTS = ['Engineering', 'Sales', 'Finance', 'Support', 'Legal'];
const METHODS = [
  ['token:software:totp'],
  ['webauthn', 'push'],
  ['sms'],
  [],
  ['push'],
];

/** Writes the files of a graph into a project. */
export async function writeLargeGraph(
  projectPath: string,
  { people, relationships }: LargeGraphSize,
): Promise<LargeGraph> {
  const groups = Math.ceil(people / 50);
  const apps = Math.ceil(people / 500);
  const entities = [
    ...numbered(1, () => object('okta_account', 'account', 'Large Company')),
    ...numbered(people, person),
    ...numbered(groups, (at) =>
      object('okta_user_group', idOf('00g', at), `Team ${at}`),
    ),
    ...numbered(apps, (at) => application(at)),
    ...numbered(people, factor).filter(
      (_, at) => (METHODS[at % METHODS.length]?.length ?? 0) > 0,
    ),
  ];
  const links = linksOf({ people, relationships }, groups, apps);
  await writeObjects(projectPath, 'entities', entities);
  await writeObjects(projectPath, 'relationships', links);
  await writeFile(summaryPath(projectPath), JSON.stringify(summary()));
  return { entities: entities.length, relationships: links.length };
}

/** Factors, groups with applications, direct assignments, a group of all; memberships fill the rest. */
function linksOf(
  { people, relationships }: LargeGraphSize,
  groups: number,
  apps: number,
): object[] {
  const user = (at: number) => idOf('00u', at % people);
  const links: object[] = [];
  for (let at = 0; at < people; at += 1) {
    links.push(link('okta_group_has_user', idOf('00g', 0), user(at)));
    if ((METHODS[at % METHODS.length]?.length ?? 0) > 0) {
      links.push(link('okta_user_assigned_factor', user(at), idOf('mfa', at)));
    }
    if (at % 2 === 0) {
      links.push(
        link('okta_user_assigned_application', user(at), app(at, apps), {
          scope: 'USER',
          status: 'active',
        }),
      );
    }
  }
  for (let at = 0; at < groups; at += 1) {
    links.push(
      link('okta_group_assigned_application', idOf('00g', at), app(at, apps)),
    );
  }
  for (let at = 0; links.length < relationships; at += 1) {
    const round = Math.floor(at / people);
    const group = 1 + ((at * 7 + round * 131) % (groups - 1));
    links.push(link('okta_group_has_user', idOf('00g', group), user(at)));
  }
  return links;
}

function app(at: number, apps: number): string {
  return idOf('0oa', (at * 13) % apps);
}

function person(at: number): object {
  const first = FIRST[at % FIRST.length] ?? '';
  const last = `${LAST[at % LAST.length] ?? ''}${(at * 7919) % 99991}`;
  const login = `${first}.${last}@large.example`.toLowerCase();
  const methods = METHODS[at % METHODS.length] ?? [];
  return {
    ...object('okta_user', idOf('00u', at), `${first} ${last}`),
    login,
    email: login,
    username: login.split('@')[0],
    active: at % 20 !== 0,
    status: at % 20 === 0 ? 'suspended' : 'active',
    department: DEPARTMENTS[at % DEPARTMENTS.length],
    title: `Specialist ${at % 40}`,
    employeeType: 'Employee',
    manager: `${FIRST[at % 7] ?? ''} ${LAST[at % 6] ?? ''}`,
    mfaEnabled: methods.length > 0,
    mfaMethods: methods,
    mfaPhishingResistant: methods.includes('webauthn'),
    admin: at % 400 === 0,
    superAdmin: at % 20_000 === 0,
    createdOn: Date.UTC(2020, 0, 1) + at * 60_007,
    lastLoginOn: Date.now() - ((at * 37) % 500) * DAY_MS - at,
    passwordChangedOn: Date.now() - ((at * 53) % 700) * DAY_MS - at,
    webLink: `https://large-admin.okta.example/admin/user/profile/view/${idOf('00u', at)}`,
  };
}

function application(at: number): object {
  return {
    ...object('okta_application', idOf('0oa', at), `Application ${at}`),
    active: true,
    signOnMode: 'SAML_2_0',
    mfaRequired: at % 3 !== 0,
  };
}

function factor(at: number): object {
  return {
    ...object('mfa_device', idOf('mfa', at), 'Authenticator'),
    factorType: METHODS[at % METHODS.length]?.[0],
    status: 'active',
    active: true,
    createdOn: Date.UTC(2022, 0, 1) + at * 70_001,
  };
}

function object(_type: string, _key: string, name: string): object {
  return { _type, _key, _class: ['Any'], name, displayName: name };
}

function link(
  _type: string,
  _fromEntityKey: string,
  _toEntityKey: string,
  properties: object = {},
): object {
  const _key = `${_fromEntityKey}|${_type}|${_toEntityKey}`;
  return {
    ...{ _type, _key, _class: 'HAS', _fromEntityKey, _toEntityKey },
    ...properties,
  };
}

function idOf(prefix: string, at: number): string {
  return prefix + String(at).padStart(17, '0');
}

function numbered<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

async function writeObjects(
  projectPath: string,
  kind: 'entities' | 'relationships',
  objects: readonly object[],
): Promise<void> {
  const folder = path.join(
    storageDirectory(projectPath),
    'graph/fetch-okta-all',
    kind,
  );
  await mkdir(folder, { recursive: true });
  for (let start = 0; start < objects.length; start += OBJECTS_PER_FILE) {
    const part = objects.slice(start, start + OBJECTS_PER_FILE);
    const file = path.join(folder, `${String(start).padStart(8, '0')}.json`);
    await writeFile(file, JSON.stringify({ [kind]: part }));
  }
}

function summary(): object {
  const types = [
    ...['okta_account', 'okta_user', 'okta_user_group', 'okta_application'],
    ...['mfa_device', 'okta_group_has_user', 'okta_user_assigned_factor'],
    'okta_user_assigned_application',
    'okta_group_assigned_application',
  ];
  return {
    integrationStepResults: [
      {
        id: 'fetch-okta-all',
        name: 'All',
        status: 'success',
        declaredTypes: types,
        partialTypes: [],
        encounteredTypes: types,
      },
    ],
    metadata: { partialDatasets: { types: [] } },
  };
}
