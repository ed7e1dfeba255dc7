import type { TableOf } from '../data/contract';
import {
  COVERAGE_TITLES,
  COVERAGES,
  coverageOf,
  SIGN_IN_AGES,
  SIGN_IN_TITLES,
  signInAgeOf,
} from '../data/coverage';
import type { Directory } from '../data/directory';
import type { Filter } from '../ui/browser';
import { choiceOf, columnsFrom } from '../ui/columns';
import { optionsOf } from '../ui/options';
import { yesNo } from '../ui/words';

/** What people can be filtered by: what is known of them, and what findings found. */
export function filtersOf(directory: Directory): Filter[] {
  const found = peopleByFinding(directory);
  return [
    ...factorFilters(directory),
    ...roleFilters(directory, found),
    findingFilter(directory, found),
    ...attributeFilters(directory.tables.people),
  ].filter(({ options }) => options.length > 0);
}

type Found = ReadonlyMap<string, ReadonlySet<number>>;

function factorFilters({ tables }: Directory): Filter[] {
  const { people, factors } = tables;
  return [
    {
      id: 'factor',
      title: 'Second factor',
      options: COVERAGES.map((value) => ({
        value,
        title: COVERAGE_TITLES[value],
      })),
      passes: (row, value) => coverageOf(people, row) === value,
    },
    {
      id: 'kind',
      title: 'Kind of factor',
      options: optionsOf(factors.size, (row) => factors.text('kind', row)),
      passes: holdersOf(tables),
    },
  ];
}

function roleFilters({ tables, facts }: Directory, found: Found): Filter[] {
  const { people } = tables;
  return [
    {
      id: 'role',
      title: 'Role',
      options: [
        { value: 'admin', title: 'Administrators' },
        { value: 'super', title: 'Super administrators' },
        { value: 'none', title: 'No admin role' },
      ],
      passes: (row, value) =>
        value === 'none'
          ? people.flag('admin', row) === false
          : people.flag(value === 'super' ? 'super_admin' : 'admin', row) ===
            true,
    },
    {
      id: 'seen',
      title: 'Last sign-in',
      options: [
        { value: 'dormant', title: 'Dormant, as the finding says' },
        ...SIGN_IN_AGES.map((value) => ({
          value,
          title: SIGN_IN_TITLES[value],
        })),
      ],
      passes: (row, value) => {
        return value === 'dormant'
          ? (found.get('dormant')?.has(row) ?? false)
          : signInAgeOf(tables, facts, row) === value;
      },
    },
  ];
}

function attributeFilters(people: TableOf<'people'>): Filter[] {
  const make = columnsFrom(people);
  return [
    {
      id: 'active',
      title: 'Can sign in',
      options: ['yes', 'no', 'unknown'].map((value) => ({
        value,
        title: value,
      })),
      passes: (row, value) => yesNo(people.flag('active', row)) === value,
    },
    choiceOf(make.text('status', 'Status'), people.size),
    choiceOf(make.text('department', 'Department'), people.size),
  ];
}

function findingFilter({ facts }: Directory, found: Found): Filter {
  return {
    id: 'finding',
    title: 'Finding',
    options: facts.findings
      .filter(({ id }) => found.has(id))
      .map(({ id, title }) => ({ value: id, title })),
    passes: (row, value) => found.get(value)?.has(row) ?? false,
  };
}

/** The people of each finding that found some. */
function peopleByFinding({ tables: { finding_rows: rows } }: Directory): Found {
  const found = new Map<string, Set<number>>();
  for (let row = 0; row < rows.size; row += 1) {
    const isPerson = rows.text('kind', row) === 'people';
    const person = isPerson ? rows.reference('object', row) : undefined;
    const finding = rows.text('finding_id', row);
    if (person === undefined || finding === undefined) continue;
    const people = found.get(finding) ?? new Set<number>();
    found.set(finding, people.add(person));
  }
  return found;
}

/** Members of a group, or people who may use an application: where a link asks for them. */
export function relationFilters(
  directory: Directory,
  groupId: string | null,
  applicationId: string | null,
): Filter[] {
  const { groups, applications } = directory.tables;
  const group = groupId === null ? undefined : groups.rowOf(groupId);
  const application =
    applicationId === null ? undefined : applications.rowOf(applicationId);
  const filterOf = (
    id: string,
    title: string,
    name: string | undefined,
    value: string | null,
    people: readonly { person: number }[],
  ): Filter => {
    const found = new Set(people.map(({ person }) => person));
    return {
      id,
      title,
      options: [{ value: value ?? '', title: name ?? value ?? '' }],
      passes: (row) => found.has(row),
    };
  };
  return [
    ...(group === undefined
      ? []
      : [
          filterOf(
            'group',
            'Member of',
            groups.text('name', group),
            groupId,
            directory.membersOf(group),
          ),
        ]),
    ...(application === undefined
      ? []
      : [
          filterOf(
            'application',
            'May use',
            applications.text('name', application),
            applicationId,
            directory.accessOfApplication(application),
          ),
        ]),
  ];
}

/** Whether somebody has an active factor of a kind; the people of a kind are looked up once. */
function holdersOf({
  factors,
}: Directory['tables']): (row: number, kind: string) => boolean {
  const known = new Map<string, Set<number>>();
  const make = (kind: string) => {
    const people = new Set<number>();
    for (let row = 0; row < factors.size; row += 1) {
      const person = factors.reference('person_id', row);
      if (person === undefined || factors.text('kind', row) !== kind) continue;
      if (factors.flag('active', row) !== false) people.add(person);
    }
    known.set(kind, people);
    return people;
  };
  return (row, kind) => (known.get(kind) ?? make(kind)).has(row);
}
