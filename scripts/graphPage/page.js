/* global document, vis */
'use strict';

// Runs in the browser. All values come from a provider and are shown as text, never as markup.

const MATCHES_SHOWN = 40;
const NEIGHBORS_SHOWN = 60;
const LABEL_LENGTH = 28;
const SMALL_GRAPH = 500;

const COLORS = [
  '#0b5cad',
  '#e07b00',
  '#00856f',
  '#b0368c',
  '#7a5c00',
  '#5b52c4',
  '#c2372b',
  '#37848b',
  '#6b7785',
];
const SHAPES = ['dot', 'square', 'triangle', 'diamond', 'hexagon', 'star'];
const SHAPE_POINTS = {
  square: '2,2 14,2 14,14 2,14',
  triangle: '8,1 15,14 1,14',
  diamond: '8,0 16,8 8,16 0,8',
  hexagon: '4,1 12,1 16,8 12,15 4,15 0,8',
  star: '8,0 10,6 16,6 11,10 13,16 8,12 3,16 5,10 0,6 6,6',
};

const graph = JSON.parse(byId('data').textContent);
const nodesById = new Map(graph.nodes.map((node) => [node.id, node]));
const neighbors = neighborsOf(graph.edges);
const styles = typeStyles();
const hiddenEntityTypes = new Set();
const hiddenRelationshipTypes = new Set();

const nodes = new vis.DataSet(graph.nodes.map(visNode));
const edges = new vis.DataSet(graph.edges.map(visEdge));
const network = new vis.Network(byId('canvas'), { nodes, edges }, options());

showTotals();
showNotices();
showTypes();
listenToSearch();
listenToGraph();
listenToToolbar();

// --- what is drawn ---

function options() {
  const large = graph.nodes.length > SMALL_GRAPH;
  return {
    layout: { improvedLayout: false, randomSeed: 8 },
    nodes: {
      borderWidth: 1,
      font: {
        size: 13,
        color: '#1f2933',
        strokeWidth: 3,
        strokeColor: '#f7f9fb',
      },
      scaling: { label: { drawThreshold: 9 } },
    },
    edges: {
      color: {
        color: '#9aa5b1',
        highlight: '#0b5cad',
        opacity: large ? 0.25 : 0.5,
      },
      arrows: { to: { enabled: true, scaleFactor: 0.4 } },
      smooth: false,
      selectionWidth: 1,
    },
    interaction: {
      hover: !large,
      hideEdgesOnDrag: large,
      hideEdgesOnZoom: large,
      keyboard: { enabled: true, bindToWindow: false, autoFocus: false },
      tooltipDelay: 150,
    },
    physics: {
      solver: 'forceAtlas2Based',
      forceAtlas2Based: {
        gravitationalConstant: -60,
        springLength: 60,
        springConstant: 0.06,
        avoidOverlap: 0.2,
      },
      stabilization: {
        iterations: large ? 120 : 300,
        updateInterval: 10,
      },
    },
  };
}

function visNode(node) {
  const { color, shape } = styles.get(styleKey(node));
  const degree = neighbors.get(node.id)?.length ?? 0;
  const size = Math.min(34, 7 + 1.6 * Math.sqrt(degree));
  return {
    id: node.id,
    label: shorten(node.name),
    title: `${node.name}\n${node.type}`,
    shape,
    size,
    // The names of well connected entities can be read from afar.
    font: { size: size < 12 ? 13 : Math.min(26, 1.5 * size) },
    color: node.placeholder
      ? {
          background: '#ffffff',
          border: color,
          highlight: { background: '#ffffff', border: color },
        }
      : {
          background: color,
          border: color,
          highlight: { background: color, border: '#1f2933' },
        },
    borderWidth: node.placeholder ? 2 : 1,
    borderWidthSelected: 4,
    shapeProperties: { borderDashes: node.placeholder ? [4, 3] : false },
  };
}

function visEdge(edge, index) {
  return { id: index, from: edge.from, to: edge.to, title: edge.type };
}

/** A color and shape per type; entities come first, so that they get distinct ones. */
function typeStyles() {
  const keys = [
    ...graph.entityTypes.map(({ type }) =>
      styleKey({ type, placeholder: false }),
    ),
    ...graph.placeholderTypes.map(({ type }) =>
      styleKey({ type, placeholder: true }),
    ),
  ];
  return new Map(
    keys.map((key, index) => [
      key,
      {
        color: COLORS[index % COLORS.length],
        shape: SHAPES[index % SHAPES.length],
      },
    ]),
  );
}

function styleKey({ type, placeholder }) {
  return `${placeholder ? 'placeholder' : 'entity'} ${type}`;
}

function neighborsOf(allEdges) {
  const byNode = new Map();
  const add = (id, neighbor) => {
    if (!byNode.has(id)) byNode.set(id, []);
    byNode.get(id).push(neighbor);
  };
  for (const edge of allEdges) {
    add(edge.from, { id: edge.to, role: `${edge.class} →` });
    add(edge.to, { id: edge.from, role: `← ${edge.class}` });
  }
  return byNode;
}

// --- left: totals, notices, search, types ---

function showTotals() {
  const entities = sum(graph.entityTypes, 'total');
  const relationships = sum(graph.relationshipTypes, 'total');
  byId('totals').textContent =
    `${amount(entities)} entities, ${amount(relationships)} relationships`;
}

function showNotices() {
  byId('notices').replaceChildren(
    ...graph.notices.map((notice) => element('li', { textContent: notice })),
  );
}

function showTypes() {
  byId('entityTypes').replaceChildren(
    ...graph.entityTypes.map((count) => entityTypeItem(count, false)),
    ...graph.placeholderTypes.map((count) => entityTypeItem(count, true)),
  );
  byId('relationshipTypes').replaceChildren(
    ...graph.relationshipTypes.map((count) =>
      typeItem(count, count.type, undefined, (shown) => {
        toggle(hiddenRelationshipTypes, count.type, !shown);
        applyTypes();
      }),
    ),
  );
}

function entityTypeItem(count, placeholder) {
  const key = styleKey({ type: count.type, placeholder });
  const name = placeholder ? `${count.type} (mapped)` : count.type;
  return typeItem(count, name, glyph(styles.get(key), placeholder), (shown) => {
    toggle(hiddenEntityTypes, key, !shown);
    applyTypes();
  });
}

function typeItem({ total, drawn }, name, icon, onChange) {
  const box = element('input', { type: 'checkbox', checked: true });
  box.addEventListener('change', () => onChange(box.checked));
  const count =
    drawn === total ? amount(total) : `${amount(drawn)} of ${amount(total)}`;
  return element('li', {}, [
    element('label', {}, [
      box,
      ...(icon ? [icon] : []),
      element('span', { className: 'name' }, breakable(name)),
      element('span', { className: 'count', textContent: count }),
    ]),
  ]);
}

function glyph({ color, shape }, placeholder) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const points = SHAPE_POINTS[shape];
  const figure = document.createElementNS(
    namespace,
    points ? 'polygon' : 'circle',
  );
  const attributes = points ? { points } : { cx: 8, cy: 8, r: 7 };
  setAttributes(figure, {
    ...attributes,
    fill: placeholder ? '#ffffff' : color,
    stroke: color,
    'stroke-dasharray': placeholder ? '3 2' : 'none',
  });
  setAttributes(svg, {
    width: 16,
    height: 16,
    viewBox: '-1 -1 18 18',
    'aria-hidden': 'true',
  });
  svg.append(figure);
  return svg;
}

function applyTypes() {
  nodes.update(
    graph.nodes.map((node) => ({
      id: node.id,
      hidden: hiddenEntityTypes.has(styleKey(node)),
    })),
  );
  edges.update(
    graph.edges.map((edge, index) => ({
      id: index,
      hidden: hiddenRelationshipTypes.has(edge.type),
    })),
  );
}

function listenToSearch() {
  const query = byId('query');
  query.addEventListener('input', () => showMatches(query.value));
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    const [first] = matchesOf(query.value);
    if (first) select(first.id);
  });
}

function showMatches(query) {
  const matches = matchesOf(query);
  byId('matchCount').textContent = matchText(query, matches.length);
  byId('matches').replaceChildren(
    ...matches.slice(0, MATCHES_SHOWN).map((node) => link(node)),
  );
}

function matchesOf(query) {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') return [];
  return graph.nodes.filter((node) =>
    [node.name, node.id, node.type].some((text) =>
      text.toLowerCase().includes(wanted),
    ),
  );
}

function matchText(query, count) {
  if (query.trim() === '') return '';
  if (count === 0) return 'No drawn entity matches.';
  const found = count === 1 ? '1 match' : `${amount(count)} matches`;
  return count > MATCHES_SHOWN
    ? `${found}, the first ${MATCHES_SHOWN}:`
    : `${found}:`;
}

// --- middle: the graph ---

function listenToGraph() {
  // vis-network takes keys on the element that it makes inside of ours.
  setAttributes(byId('canvas').firstElementChild, {
    role: 'application',
    'aria-label':
      'Graph. Arrow keys move it. Use the search to reach an entity.',
  });
  network.on('stabilizationProgress', ({ iterations, total }) => {
    byId('progress').textContent =
      `Arranging the graph: ${Math.round((100 * iterations) / total)} %`;
  });
  network.once('stabilizationIterationsDone', finishLayout);
  network.on('selectNode', ({ nodes: [id] }) => showDetails(nodesById.get(id)));
  if (graph.nodes.length === 0) finishLayout();
}

/** Nodes stay where they are from now on; a reader can still drag them. */
function finishLayout() {
  network.setOptions({ physics: false });
  network.fit();
  network.once('afterDrawing', () => {
    byId('progress').textContent = '';
    byId('canvas').setAttribute('aria-busy', 'false');
  });
  network.redraw();
}

function listenToToolbar() {
  byId('fit').addEventListener('click', () =>
    network.fit({ animation: false }),
  );
  byId('zoomIn').addEventListener('click', () => zoom(1.4));
  byId('zoomOut').addEventListener('click', () => zoom(1 / 1.4));
}

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor });
}

function select(id) {
  network.selectNodes([id]);
  network.focus(id, { scale: Math.max(1, network.getScale()) });
  showDetails(nodesById.get(id));
  byId('details').focus();
}

// --- right: the selected entity ---

function showDetails(node) {
  const related = neighbors.get(node.id) ?? [];
  byId('details').replaceChildren(
    element('h2', {}, [nameElement(node)]),
    element('p', {
      className: 'hint',
      textContent: node.placeholder
        ? `${node.type}, target of a mapped relationship`
        : node.type,
    }),
    element('h3', { textContent: 'Properties' }),
    propertyList(node.properties),
    element('h3', {
      textContent: `Relationships drawn: ${amount(related.length)}`,
    }),
    element(
      'ul',
      { className: 'links' },
      related
        .slice(0, NEIGHBORS_SHOWN)
        .map((neighbor) => link(nodesById.get(neighbor.id), neighbor.role)),
    ),
  );
  if (related.length > NEIGHBORS_SHOWN) {
    const rest = amount(related.length - NEIGHBORS_SHOWN);
    byId('details').append(
      element('p', { className: 'hint', textContent: `and ${rest} more` }),
    );
  }
}

function propertyList(properties) {
  const names = Object.keys(properties).sort();
  return element(
    'dl',
    {},
    names.flatMap((name) => [
      element('dt', { textContent: name }),
      element('dd', { textContent: valueText(name, properties[name]) }),
    ]),
  );
}

/** Times are epoch milliseconds in JupiterOne's model; their names end in "On". */
function valueText(name, value) {
  if (name.endsWith('On') && Number.isFinite(value)) {
    return new Date(value).toISOString();
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A list item that selects an entity. `role` says how it is related to the one shown. */
function link(node, role) {
  const button = element('button', { type: 'button' }, [
    ...(role
      ? [element('span', { className: 'type', textContent: role }), ' ']
      : []),
    nameElement(node),
    ' ',
    element('span', { className: 'type', textContent: node.type }),
  ]);
  button.addEventListener('click', () => select(node.id));
  return element('li', {}, [button]);
}

// --- small things ---

function byId(id) {
  return document.getElementById(id);
}

function element(tag, properties, children = []) {
  const result = Object.assign(document.createElement(tag), properties);
  result.append(...children);
  return result;
}

/** A name keeps its own writing direction and does not change that of the text around it. */
function nameElement({ name }) {
  return element('bdi', { textContent: name });
}

/** Text that a line may break after each underscore. */
function breakable(text) {
  return text
    .split(/(?<=_)/)
    .flatMap((part) => [part, document.createElement('wbr')]);
}

function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes))
    target.setAttribute(name, value);
}

function toggle(set, value, present) {
  if (present) set.add(value);
  else set.delete(value);
}

function sum(counts, property) {
  return counts.reduce((total, count) => total + count[property], 0);
}

function amount(value) {
  return value.toLocaleString('en');
}

function shorten(text) {
  const characters = [...text];
  if (characters.length <= LABEL_LENGTH) return text;
  return `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
}
