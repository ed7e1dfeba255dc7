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

import type { Completeness } from './completeness';

/**
 * One reference of so many, and no fewer than two, may lead to nothing: lists change between two
 * calls. More of them prove that the list of what they lead to was not whole.
 */
const UNKNOWN_ONE_OF = 10;
const FEWEST_UNKNOWN = 2;

/**
 * Adds relationships to objects that a provider names by id. An id may be unknown: such references
 * are counted and told once, at the end of the step.
 */
export class Edges {
  private known = 0;
  private unknown = 0;
  private notCollected = 0;
  private readonly unknownTypes = new Set<string>();

  constructor(
    private readonly jobState: JobState,
    private readonly logger: IntegrationLogger,
    private readonly completeness: Completeness,
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
      this.unknownTypes.add(metadata.sourceType).add(metadata.targetType);
      return false;
    }
    this.known += 1;
    await addRelationshipOnce(
      this.jobState,
      createRelationship(metadata, fromKey, toKey, properties),
    );
    return true;
  }

  /** Counts a reference to something of a kind that is not collected. */
  skip(): void {
    this.notCollected += 1;
  }

  /**
   * Tells how many references led to nothing; many of them are noted as something missing.
   *
   * @param areListsWhole false where a list read before is known not to be whole: the step that read
   *   it has failed for that
   * @returns the types whose lists are doubted: those of both ends, as either may be the unknown one
   */
  finish(areListsWhole: boolean): Iterable<string> {
    const { known, unknown, notCollected } = this;
    if (unknown + notCollected > 0) {
      this.logger.info(
        `Skipped ${unknown + notCollected} references to objects that the provider does not list`,
      );
    }
    const isShare = unknown * UNKNOWN_ONE_OF > known + unknown;
    if (!areListsWhole || !isShare || unknown < FEWEST_UNKNOWN) return [];
    this.completeness.doubt(
      `${unknown} of ${known + unknown} relationships`,
      'they lead to objects that the lists read before did not hold, so that these lists were not whole; check that the credential may see all of them',
    );
    return this.unknownTypes;
  }

  private async areKnown(fromKey: string, toKey: string): Promise<boolean> {
    return (await this.jobState.hasKey(fromKey)) && this.jobState.hasKey(toKey);
  }
}
