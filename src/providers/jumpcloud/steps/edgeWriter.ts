import type { Relationship } from '@jupiterone/integration-sdk-core';

import { addRelationshipOnce } from '../../../graph/jobState';
import type { GraphEdge } from '../graph';

import type { Context } from './context';

/** Adds relationships to objects that were collected, and counts the others. */
export class EdgeWriter {
  private unknown = 0;

  constructor(private readonly context: Context) {}

  /** @param relationship undefined where objects of that type are not collected */
  async add(
    { id }: GraphEdge,
    relationship: Relationship | undefined,
  ): Promise<void> {
    const { jobState } = this.context;
    if (!relationship || !(await jobState.hasKey(id))) {
      this.unknown += 1;
      return;
    }
    await addRelationshipOnce(jobState, relationship);
  }

  finish(): void {
    if (this.unknown === 0) return;
    this.context.logger.info(
      `Skipped ${this.unknown} references to objects that JumpCloud does not list`,
    );
  }
}
