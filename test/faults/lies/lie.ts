import type { Call } from '../endpoints';
import type { Change } from '../outcome';

import type { Answer } from './answers';

/** What is asked, and what the truth is. */
export interface Truth {
  url: URL;
  /** The real answer. */
  answer: Answer;
  /** All rows of the list that is asked for, as an undisturbed run reads them. */
  whole: readonly unknown[];
  /** Most records of any page. */
  pageCap: number;
  /** The real answer to another question. */
  ask: (url: URL) => Promise<Answer>;
  /** What the liar remembers of this run. */
  memory: Map<string, unknown>;
}

/** What is answered in place of the truth; undefined where that would be the truth. */
export type Tell = (
  truth: Truth,
) => Answer | undefined | Promise<Answer | undefined>;

/** What a lie is told about: one page, one list, or one record wherever it is listed. */
export type Unit = 'page' | 'list' | 'record';

/** Of all that a lie can be told about, where it is told. */
export type Place =
  'first' | 'middle' | 'last' | 'every' | 'half' | 'all but one';

/** A kind of lie, at whichever endpoint. */
export interface LieKind {
  kind: string;
  unit: Exclude<Unit, 'record'>;
  places: readonly Place[];
  tell: Tell;
  /** Whether the lie is of interest for large organizations only. */
  isOfSize?: boolean;
  /** Whether it is told about what belongs to an object of another list only. */
  isOfChildren?: boolean;
  /** Tells which changes of the graph are right. */
  mayChange?: (change: Change, truth: Truth) => boolean;
}

/** One run of the sweep: which lie is told, and where. */
export interface LieCase {
  /** For messages, such as `total one too high on the first page of /Users`. */
  name: string;
  kind: string;
  place: Place;
  endpoint: string;
  /** The field of a record that it is told about. */
  field?: string;
  /** The recorded calls at which it is told. */
  calls: readonly Call[];
  /** Whether a call is lied to. */
  isLiedTo: (call: Call, url: URL) => boolean;
  tell: Tell;
  /** The same lie the other way round: what comes out must not depend on that. */
  mirror?: Tell;
  /** Tells which changes of the graph are right. */
  mayChange: (change: Change) => boolean;
}
