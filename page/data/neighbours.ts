/*
 * The collected objects as a network: what is next to what, for pictures and paths.
 */

import type { Directory } from './directory';
import { UNKNOWN } from './table';

export const NODE_KINDS = ['people', 'groups', 'applications'] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

/** A person, group or application. */
export interface Node {
  kind: NodeKind;
  row: number;
}

/** What a node is next to, and in which direction: a person is in a group, a group has an application. */
export interface Neighbour extends Node {
  label: 'member of' | 'within' | 'assigned' | 'manages';
  /** Whether the arrow leads from the node to this neighbour. */
  isAhead: boolean;
}

/** A text that names a node among all. */
export function nodeKey({ kind, row }: Node): string {
  return `${kind}:${row}`;
}

/** The node of a key that `nodeKey` made. */
export function nodeOf(key: string): Node {
  const [kind, row] = key.split(':');
  return { kind: kind as NodeKind, row: Number(row) };
}

/** All neighbours of a node, small sets first: groups, applications, people. */
export function neighboursOf(directory: Directory, node: Node): Neighbour[] {
  if (node.kind === 'people') return aroundPerson(directory, node.row);
  return node.kind === 'groups'
    ? aroundGroup(directory, node.row)
    : aroundApplication(directory, node.row);
}

/** The neighbours that access leads to: groups, the groups around them, applications. */
export function aheadOf(directory: Directory, node: Node): Neighbour[] {
  return neighboursOf(directory, node).filter(
    ({ isAhead, label }) => isAhead && label !== 'manages',
  );
}

function aroundPerson(directory: Directory, person: number): Neighbour[] {
  const { memberships, assignments, people } = directory.tables;
  const groups = memberships.references('group_id');
  const applications = assignments.references('application_id');
  const manager = people.reference('manager_id', person);
  return [
    ...linked(directory.membershipsOfPerson.of(person), groups, {
      kind: 'groups',
      label: 'member of',
      isAhead: true,
    }),
    // Who has it by a group is shown by way of that group.
    ...linked(
      directory.assignmentsOfPerson
        .of(person)
        .filter((row) => assignments.flag('direct', row) !== false),
      applications,
      { kind: 'applications', label: 'assigned', isAhead: true },
    ),
    ...(manager === undefined
      ? []
      : [
          {
            kind: 'people',
            row: manager,
            label: 'manages',
            isAhead: false,
          } as const,
        ]),
  ];
}

function aroundGroup(directory: Directory, group: number): Neighbour[] {
  const {
    memberships,
    assignments,
    nested_groups: nestings,
  } = directory.tables;
  return [
    ...linked(
      directory.nestingsOfChild.of(group),
      nestings.references('parent_id'),
      { kind: 'groups', label: 'within', isAhead: true },
    ),
    ...linked(
      directory.nestingsOfParent.of(group),
      nestings.references('child_id'),
      { kind: 'groups', label: 'within', isAhead: false },
    ),
    ...linked(
      directory.assignmentsOfGroup.of(group),
      assignments.references('application_id'),
      { kind: 'applications', label: 'assigned', isAhead: true },
    ),
    ...linked(
      directory.membershipsOfGroup.of(group),
      memberships.references('person_id'),
      { kind: 'people', label: 'member of', isAhead: false },
    ),
  ];
}

function aroundApplication(
  directory: Directory,
  application: number,
): Neighbour[] {
  const { assignments } = directory.tables;
  const rows = directory.assignmentsOfApplication.of(application);
  const direct = rows.filter(
    (row) => assignments.flag('direct', row) !== false,
  );
  const link = { label: 'assigned', isAhead: false } as const;
  return [
    ...linked(rows, assignments.references('group_id'), {
      kind: 'groups',
      ...link,
    }),
    ...linked(direct, assignments.references('person_id'), {
      kind: 'people',
      ...link,
    }),
  ];
}

function linked(
  rows: Int32Array,
  references: Int32Array,
  link: Omit<Neighbour, 'row'>,
): Neighbour[] {
  const found = new Set<number>();
  for (const row of rows) found.add(references[row] ?? UNKNOWN);
  found.delete(UNKNOWN);
  return [...found].map((row) => ({ ...link, row }));
}
