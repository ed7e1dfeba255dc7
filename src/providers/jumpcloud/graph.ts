import { z } from 'zod';

import { flagField, identifier, objectField } from './wire';

/** The types of JumpCloud's graph that are read here, and their names in paths. */
export const GRAPH_PATHS = {
  user: 'users',
  user_group: 'usergroups',
  application: 'applications',
  system: 'systems',
  system_group: 'systemgroups',
} as const;

export type GraphType = keyof typeof GRAPH_PATHS;

/** An object of one organization in JumpCloud's graph. */
export interface GraphNode {
  organizationId: string;
  type: GraphType;
  id: string;
}

/** What another object of the graph is bound to. */
export interface GraphEdge {
  id: string;
  /** One of a list that grows; those of `GRAPH_PATHS` are understood. */
  type: string;
  /** Whether it is bound without a group between; undefined where that is not told. */
  isDirect?: boolean;
  /** Whether the user has administrator rights on the device. */
  sudo?: boolean;
  sudoWithoutPassword?: boolean;
}

/** A member of a group, or a direct association: `GraphConnection` of the API 2.0. */
export const GraphConnection: z.ZodType<GraphEdge> = z
  .looseObject({ to: z.looseObject({ id: identifier, type: z.string() }) })
  .transform(({ to: { id, type } }) => ({ id, type }));

/**
 * An object that can be reached over any number of groups: `GraphObjectWithPaths` of the API 2.0.
 * A path of one edge is a direct binding, a longer one leads through groups.
 */
export const GraphObjectWithPaths: z.ZodType<GraphEdge> = z
  .looseObject({
    id: identifier,
    type: z.string(),
    paths: z.array(z.array(z.unknown())).optional().catch(undefined),
    compiledAttributes: objectField({
      sudo: objectField({ enabled: flagField, withoutPassword: flagField }),
    }),
  })
  .transform(({ id, type, paths = [], compiledAttributes }) => ({
    id,
    type,
    isDirect:
      paths.length > 0 ? paths.some(({ length }) => length === 1) : undefined,
    sudo: compiledAttributes?.sudo?.enabled,
    sudoWithoutPassword: compiledAttributes?.sudo?.withoutPassword,
  }));
