import cytoscape from 'cytoscape';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import {
  type Neighbour,
  neighboursOf,
  type Node,
  nodeKey,
  nodeOf,
} from '../data/neighbours';
import type { Directory } from '../data/directory';
import { colorOf } from '../ui/chart';
import { useDirectory } from '../ui/context';
import { ObjectLink } from '../ui/links';
import { amount } from '../ui/words';

/** How many neighbours of one node are drawn at first, and added at a time. */
const STEP = 24;

/** Neighbours of each neighbour that "two hops" adds. */
const SECOND_HOP = 8;

/** Few nodes are not blown up to the whole canvas. */
const LARGEST_FIT = 1.4;

interface Edge {
  from: string;
  to: string;
  label: string;
}

interface Drawing {
  nodes: Map<string, Node>;
  edges: Map<string, Edge>;
  /** Of opened nodes: how many of all neighbours are drawn. */
  opened: Map<string, { shown: number; all: number }>;
}

/**
 * One object and what is next to it; each neighbour can be opened in turn. What was opened belongs to
 * the start: the caller keys the picture by it.
 */
export function Picture({ start }: { start: Node }) {
  const directory = useDirectory();
  const first = nodeKey(start);
  const [limits, setLimits] = useState(() => new Map([[first, STEP]]));
  const drawing = useMemo(
    () => drawingOf(directory, limits),
    [directory, limits],
  );
  const open = (key: string) =>
    setLimits((before) =>
      new Map(before).set(key, (before.get(key) ?? 0) + STEP),
    );
  const openAll = () =>
    setLimits((before) => {
      const closed = [...drawing.nodes.keys()].filter(
        (key) => !before.has(key),
      );
      return new Map([
        ...before,
        ...closed.slice(0, STEP).map((key) => [key, SECOND_HOP] as const),
      ]);
    });
  return (
    <>
      <div class="titleRow">
        <h1>
          Around <ObjectLink kind={start.kind} row={start.row} />
        </h1>
        <p class="hint" role="status">
          {amount(drawing.nodes.size)} things, {amount(drawing.edges.size)}{' '}
          connections
        </p>
        <button type="button" onClick={openAll}>
          One hop more
        </button>
      </div>
      <div class="picture">
        <Canvas drawing={drawing} start={first} onOpen={open} />
        <NodeList drawing={drawing} onOpen={open} />
      </div>
    </>
  );
}

function drawingOf(
  directory: Directory,
  limits: ReadonlyMap<string, number>,
): Drawing {
  const drawing: Drawing = {
    nodes: new Map(),
    edges: new Map(),
    opened: new Map(),
  };
  for (const [key, limit] of limits) {
    const node = nodeOf(key);
    drawing.nodes.set(key, node);
    const all = neighboursOf(directory, node);
    const shown = all.slice(0, limit);
    drawing.opened.set(key, { shown: shown.length, all: all.length });
    for (const neighbour of shown) addNeighbour(drawing, key, neighbour);
  }
  return drawing;
}

function addNeighbour(
  { nodes, edges }: Drawing,
  key: string,
  { kind, row, label, isAhead }: Neighbour,
): void {
  const other = nodeKey({ kind, row });
  nodes.set(other, { kind, row });
  const [from, to] = isAhead ? [key, other] : [other, key];
  edges.set(`${from}>${to}`, { from, to, label });
}

function Canvas({
  drawing,
  start,
  onOpen,
}: {
  drawing: Drawing;
  start: string;
  onOpen: (key: string) => void;
}) {
  const { tables } = useDirectory();
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!element.current) return undefined;
    const nodes = [...drawing.nodes].map(([id, { kind, row }]) => ({
      data: { id, kind, name: shortened(tables[kind].text('name', row) ?? '') },
      classes: id === start ? `${kind} start` : kind,
    }));
    const edges = [...drawing.edges].map(([id, { from, to, label }]) => ({
      data: { id, source: from, target: to, label },
    }));
    const picture = cytoscape({
      container: element.current,
      elements: { nodes, edges },
      style: styles(),
      layout: {
        name: 'cose',
        animate: false,
        nodeRepulsion: () => 60_000,
        idealEdgeLength: () => 90,
        padding: 24,
        fit: true,
      },
      minZoom: 0.2,
      maxZoom: 3,
    });
    if (picture.zoom() > LARGEST_FIT) {
      picture.zoom(LARGEST_FIT);
      picture.center();
    }
    picture.on('tap', 'node', ({ target }: cytoscape.EventObjectNode) =>
      onOpen(target.id()),
    );
    const restyle = () => picture.style(styles());
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', restyle);
    addEventListener('themechange', restyle);
    element.current.dataset.nodes = String(nodes.length);
    return () => {
      scheme.removeEventListener('change', restyle);
      removeEventListener('themechange', restyle);
      picture.destroy();
    };
  }, [drawing, start]);
  return (
    <div
      class="canvas"
      ref={element}
      role="img"
      aria-label="The same things as in the list beside, drawn"
    />
  );
}

function shortened(name: string): string {
  return name.length > 28 ? `${name.slice(0, 27)}…` : name;
}

function styles(): cytoscape.StylesheetJson {
  const color = (
    kind: string,
    name: string,
    shape: cytoscape.Css.NodeShape,
  ) => ({
    selector: `.${kind}`,
    style: { 'background-color': colorOf(name), shape },
  });
  return [
    {
      selector: 'node',
      style: {
        label: 'data(name)',
        color: colorOf('text'),
        'font-size': 11,
        'text-valign': 'bottom',
        'text-margin-y': 4,
        width: 22,
        height: 22,
      },
    },
    color('people', 'accent', 'ellipse'),
    color('groups', 'fine', 'round-rectangle'),
    color('applications', 'warn', 'diamond'),
    {
      selector: '.start',
      style: {
        width: 34,
        height: 34,
        'border-width': 3,
        'border-color': colorOf('text'),
      },
    },
    {
      selector: 'edge',
      style: {
        width: 1.2,
        'line-color': colorOf('line'),
        'target-arrow-color': colorOf('line'),
        'target-arrow-shape': 'triangle',
        'curve-style': 'bezier',
        'arrow-scale': 0.7,
      },
    },
  ];
}

/** The same as a list, for the keyboard and for screen readers. */
function NodeList({
  drawing,
  onOpen,
}: {
  drawing: Drawing;
  onOpen: (key: string) => void;
}) {
  return (
    <ul class="nodes" aria-label="Things in the picture" tabIndex={0}>
      {[...drawing.nodes].map(([key, { kind, row }]) => {
        const opened = drawing.opened.get(key);
        const isWhole = opened !== undefined && opened.shown === opened.all;
        return (
          <li key={key}>
            <span class={`dot ${kind}`} aria-hidden="true" />
            <ObjectLink kind={kind} row={row} />
            {opened && (
              <span class="hint">
                {amount(opened.shown)} of {amount(opened.all)}
              </span>
            )}
            {!isWhole && (
              <button type="button" onClick={() => onOpen(key)}>
                {opened ? 'More' : 'Open'}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
