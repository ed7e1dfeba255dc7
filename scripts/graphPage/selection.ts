import {
  collectedEntities,
  collectedRelationships,
  increase,
  incompleteSteps,
  nameOf,
  readSummary,
  total,
} from '../collectedGraph';
import type { CollectedEntity, CollectedRelationship } from '../collectedGraph';

/** An entity to draw, or the target of a mapped relationship, which is not collected itself. */
export interface GraphNode {
  id: string;
  type: string;
  name: string;
  placeholder: boolean;
  properties: Record<string, unknown>;
}

/** A relationship to draw. */
export interface GraphEdge {
  from: string;
  to: string;
  type: string;
  class: string;
}

/** A type's count, and how many of these are drawn. */
export interface TypeCount {
  type: string;
  total: number;
  drawn: number;
}

/** What the page shows. */
export interface DrawnGraph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  entityTypes: TypeCount[];
  /** Types of placeholder nodes. */
  placeholderTypes: TypeCount[];
  relationshipTypes: TypeCount[];
  /** What a reader must know: what is left out, and whether the run was complete. */
  notices: string[];
}

/** How many objects a browser draws and lays out without a noticeable freeze. */
export interface DrawLimits {
  nodes: number;
  edges: number;
}

/** Limits that a usual laptop's browser draws within a few seconds. */
export const DEFAULT_LIMITS: DrawLimits = { nodes: 2_000, edges: 6_000 };

/**
 * Chooses what to draw of a collected graph. Within the limits that is everything; beyond, the
 * entities with the most relationships, and of each relationship type between them a fair share.
 * Reads the files several times, and keeps only keys and the chosen objects in memory.
 */
export async function selectGraph(
  projectPath: string,
  limits: DrawLimits,
): Promise<DrawnGraph> {
  const selection = new Selection(limits);
  for await (const relationship of collectedRelationships(projectPath)) {
    selection.countEnds(relationship);
  }
  for await (const { _key } of collectedEntities(projectPath)) {
    selection.countEntity(_key);
  }
  selection.chooseEntities();
  for await (const entity of collectedEntities(projectPath)) {
    selection.addEntity(entity);
  }
  for await (const relationship of collectedRelationships(projectPath)) {
    selection.countRelationship(relationship);
  }
  selection.shareEdges();
  for await (const relationship of collectedRelationships(projectPath)) {
    selection.addRelationship(relationship);
  }
  return selection.result(await runNotices(projectPath));
}

/** The nodes that a relationship joins, in the direction of its arrow. */
interface Ends {
  from: string;
  to: string;
  /** The end that a mapped relationship describes. */
  placeholder?: GraphNode;
}

class Selection {
  private readonly degrees = new Map<string, number>();
  private readonly entityKeys = new Set<string>();
  private readonly nodes = new Map<string, GraphNode>();
  private readonly edges: GraphEdge[] = [];
  private readonly entityTotals = new Map<string, number>();
  private readonly relationshipTotals = new Map<string, number>();
  private readonly drawableTotals = new Map<string, number>();
  private readonly samples = new Map<string, Sample>();
  private chosen: ReadonlySet<string> = new Set();
  private danglingRelationships = 0;

  constructor(private readonly limits: DrawLimits) {}

  countEnds(relationship: CollectedRelationship): void {
    const ends = endsOf(relationship);
    if (!ends) return;
    increase(this.degrees, ends.from);
    increase(this.degrees, ends.to);
  }

  countEntity(key: string): void {
    this.entityKeys.add(key);
  }

  chooseEntities(): void {
    if (this.entityKeys.size <= this.limits.nodes) {
      this.chosen = this.entityKeys;
      return;
    }
    const byDegree = [...this.entityKeys].sort(
      (a, b) => this.degree(b) - this.degree(a),
    );
    this.chosen = new Set(byDegree.slice(0, this.limits.nodes));
  }

  addEntity(entity: CollectedEntity): void {
    increase(this.entityTotals, entity._type);
    if (!this.chosen.has(entity._key)) return;
    const { _rawData: _, ...properties } = entity;
    this.nodes.set(entity._key, {
      id: entity._key,
      type: entity._type,
      name: nameOf(entity),
      placeholder: false,
      properties,
    });
  }

  /** Counts a relationship, and gives its target a node if it is a mapped one and there is room. */
  countRelationship(relationship: CollectedRelationship): void {
    increase(this.relationshipTotals, relationship._type);
    const ends = endsOf(relationship);
    if (!ends || !this.wasCollected(ends)) {
      this.danglingRelationships += 1;
      return;
    }
    this.addPlaceholder(ends);
    if (this.isDrawable(ends)) {
      increase(this.drawableTotals, relationship._type);
    }
  }

  /** Divides the edges that may be drawn among the types: small types are drawn whole. */
  shareEdges(): void {
    let edgesLeft = this.limits.edges;
    let typesLeft = this.drawableTotals.size;
    const bySize = [...this.drawableTotals].sort(([, a], [, b]) => a - b);
    for (const [type, count] of bySize) {
      const share = Math.min(count, Math.floor(edgesLeft / typesLeft));
      this.samples.set(type, new Sample(share, count));
      edgesLeft -= share;
      typesLeft -= 1;
    }
  }

  addRelationship(relationship: CollectedRelationship): void {
    const ends = endsOf(relationship);
    if (!ends || !this.isDrawable(ends)) return;
    if (!this.samples.get(relationship._type)?.takesNext()) return;
    this.edges.push({
      from: ends.from,
      to: ends.to,
      type: relationship._type,
      class: relationship._class,
    });
  }

  result(runNotices: string[]): DrawnGraph {
    const nodes = [...this.nodes.values()];
    const entities = nodes.filter(({ placeholder }) => !placeholder);
    const placeholders = nodes.filter(({ placeholder }) => placeholder);
    return {
      nodes,
      edges: this.edges,
      entityTypes: typeCounts(this.entityTotals, entities),
      placeholderTypes: typeCounts(countTypes(placeholders), placeholders),
      relationshipTypes: typeCounts(this.relationshipTotals, this.edges),
      notices: [
        ...runNotices,
        ...this.limitNotices(entities.length),
        ...this.relationshipNotices(placeholders.length),
      ],
    };
  }

  private addPlaceholder({ from, to, placeholder }: Ends): void {
    if (!placeholder || this.entityKeys.has(placeholder.id)) return;
    const source = placeholder.id === from ? to : from;
    if (!this.nodes.has(source) || this.nodes.size >= this.limits.nodes) return;
    this.nodes.set(placeholder.id, placeholder);
  }

  private wasCollected({ from, to, placeholder }: Ends): boolean {
    return [from, to].every(
      (key) => this.entityKeys.has(key) || key === placeholder?.id,
    );
  }

  private isDrawable({ from, to }: Ends): boolean {
    return this.nodes.has(from) && this.nodes.has(to);
  }

  private degree(key: string): number {
    return this.degrees.get(key) ?? 0;
  }

  private limitNotices(drawnEntities: number): string[] {
    const notices: string[] = [];
    const entities = this.entityKeys.size;
    if (drawnEntities < entities) {
      notices.push(
        `Only ${amount(drawnEntities)} of ${amount(entities)} entities are drawn: those with ` +
          'the most relationships.',
      );
    }
    const relationships =
      total(this.relationshipTotals) - this.danglingRelationships;
    if (this.edges.length < relationships) {
      notices.push(
        `Only ${amount(this.edges.length)} of ${amount(relationships)} relationships are ` +
          'drawn: between drawn entities, a share of each type.',
      );
    }
    return notices;
  }

  private relationshipNotices(placeholders: number): string[] {
    const notices: string[] = [];
    if (this.danglingRelationships > 0) {
      notices.push(
        `Relationships left out because an entity at their end was not collected: ` +
          `${amount(this.danglingRelationships)}.`,
      );
    }
    if (placeholders > 0) {
      notices.push(
        `Targets of mapped relationships, drawn with a dashed border: ${amount(placeholders)}. ` +
          'They are not collected here, JupiterOne looks them up.',
      );
    }
    return notices;
  }
}

/** Takes a share of a known number of objects, evenly spread over them. */
class Sample {
  private seen = 0;

  constructor(
    private readonly share: number,
    private readonly count: number,
  ) {}

  takesNext(): boolean {
    const before = this.takenOf(this.seen);
    this.seen += 1;
    return this.takenOf(this.seen) > before;
  }

  private takenOf(seen: number): number {
    return Math.floor((seen * this.share) / this.count);
  }
}

function endsOf(relationship: CollectedRelationship): Ends | undefined {
  const { _fromEntityKey: from, _toEntityKey: to, _mapping } = relationship;
  if (from !== undefined && to !== undefined) return { from, to };
  if (!_mapping) return undefined;

  const { sourceEntityKey: source, targetEntity: target } = _mapping;
  const placeholder = placeholderNode(target, relationship._key);
  return _mapping.relationshipDirection === 'FORWARD'
    ? { from: source, to: placeholder.id, placeholder }
    : { from: placeholder.id, to: source, placeholder };
}

function placeholderNode(
  target: Record<string, unknown>,
  relationshipKey: string,
): GraphNode {
  const { _rawData: _, ...properties } = target;
  const id = typeof target._key === 'string' ? target._key : relationshipKey;
  return {
    id,
    type: typeof target._type === 'string' ? target._type : 'mapped entity',
    name: nameOf({ ...target, _key: id }),
    placeholder: true,
    properties,
  };
}

/** What the run's summary says about completeness. */
async function runNotices(projectPath: string): Promise<string[]> {
  const summary = await readSummary(projectPath);
  if (!summary) {
    return [
      'The run ended early: what it would have collected next is missing.',
    ];
  }
  const steps = incompleteSteps(summary).map(({ id }) => id);
  if (steps.length === 0) return [];
  return [`These steps ended without all of their data: ${steps.join(', ')}.`];
}

function typeCounts(
  totals: ReadonlyMap<string, number>,
  drawn: readonly { type: string }[],
): TypeCount[] {
  const drawnCounts = countTypes(drawn);
  return [...totals].sort().map(([type, total]) => ({
    type,
    total,
    drawn: drawnCounts.get(type) ?? 0,
  }));
}

function countTypes(objects: readonly { type: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of objects) increase(counts, type);
  return counts;
}

function amount(value: number): string {
  return value.toLocaleString('en');
}
