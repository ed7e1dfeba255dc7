import type {
  IntegrationLogger,
  JobState,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { addRelationshipOnce } from '../graph/jobState';
import {
  createRelationship,
  type RelationshipProperties,
} from '../graph/relationships';

/**
 * Adds relationships to objects that a provider names by id. An id may be unknown, as lists change
 * between two calls: such references are counted and told once, at the end of the step.
 */
export class Edges {
  private unknown = 0;

  constructor(
    private readonly jobState: JobState,
    private readonly logger: IntegrationLogger,
  ) {}

  /**
   * Adds a relationship, once, between two objects that are known.
   *
   * @param isKnown whether both ends are, where the step knows it; by default the job state is asked
   * @returns false where an end is unknown
   */
  async add(
    metadata: StepRelationshipMetadata,
    fromKey: string,
    toKey: string,
    properties?: RelationshipProperties,
    isKnown?: boolean,
  ): Promise<boolean> {
    if (!(isKnown ?? (await this.areKnown(fromKey, toKey)))) {
      this.unknown += 1;
      return false;
    }
    await addRelationshipOnce(
      this.jobState,
      createRelationship(metadata, fromKey, toKey, properties),
    );
    return true;
  }

  /** Counts a reference to something of a kind that is not collected, or is not known. */
  skip(): void {
    this.unknown += 1;
  }

  /** Tells how many references led to nothing. */
  finish(): void {
    if (this.unknown === 0) return;
    this.logger.info(
      `Skipped ${this.unknown} references to objects that the provider does not list`,
    );
  }

  private async areKnown(fromKey: string, toKey: string): Promise<boolean> {
    return (await this.jobState.hasKey(fromKey)) && this.jobState.hasKey(toKey);
  }
}
