import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  LinearScale,
} from 'chart.js';
import { useEffect, useRef } from 'preact/hooks';

import type { Tables } from '../data/contract';
import { usePartialTypes } from './context';
import { amount } from './words';

Chart.register(
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  DoughnutController,
  LinearScale,
);

/** One part of a chart. */
export interface Slice {
  title: string;
  value: number;
  /** Name of a color of the style sheet. */
  color: string;
  /** Where the list of these is. */
  href?: string;
}

interface ChartProps {
  title: string;
  slices: readonly Slice[];
  kind: 'doughnut' | 'bar';
  /** Text in the middle of a doughnut. */
  middle?: string;
  /** What shares are of, where that is not the sum of all parts. */
  whole?: number;
  note?: string;
  /** The tables that are counted: where they are partial, the chart says so. */
  from: readonly (keyof Tables)[];
}

/** A picture of a few numbers, with the numbers themselves beside it: each leads to its list. */
export function ChartCard(props: ChartProps) {
  const { title, slices, kind, middle, note, from } = props;
  const partial = usePartialTypes(from);
  const total =
    props.whole ?? slices.reduce((sum, { value }) => sum + value, 0);
  return (
    <figure class="card chart">
      <figcaption>{title}</figcaption>
      <div class={`plot ${kind}`}>
        <Plot slices={slices} kind={kind} />
        {middle !== undefined && (
          <span class="middle" aria-hidden="true">
            {middle}
          </span>
        )}
      </div>
      <ul class="legend">
        {slices.map(({ title: name, value, color, href }) => (
          <li key={name}>
            <span
              class="dot"
              style={{ background: `var(--${color})` }}
              aria-hidden="true"
            />
            {href === undefined || value === 0 ? (
              <span>{name}</span>
            ) : (
              <a href={href}>{name}</a>
            )}
            <b>{amount(value)}</b>
            <span class="share">{share(value, total)}</span>
          </li>
        ))}
      </ul>
      {note !== undefined && <p class="hint">{note}</p>}
      {partial.length > 0 && (
        <p class="gap">Not everything was read: {partial.join(', ')}.</p>
      )}
    </figure>
  );
}

function share(value: number, total: number): string {
  if (total === 0) return '';
  const percent = (value / total) * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

function Plot({ slices, kind }: Pick<ChartProps, 'slices' | 'kind'>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    let chart = draw(element, slices, kind);
    const redraw = () => {
      chart.destroy();
      chart = draw(element, slices, kind);
    };
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', redraw);
    addEventListener('themechange', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      removeEventListener('themechange', redraw);
      chart.destroy();
    };
  }, [slices, kind]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

function draw(
  canvas: HTMLCanvasElement,
  slices: readonly Slice[],
  kind: 'doughnut' | 'bar',
): Chart {
  const data = {
    labels: slices.map(({ title }) => title),
    datasets: [
      {
        data: slices.map(({ value }) => value),
        backgroundColor: slices.map(({ color }) => colorOf(color)),
        borderWidth: 0,
      },
    ],
  };
  const shared = {
    animation: false as const,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
  };
  if (kind === 'doughnut') {
    return new Chart(canvas, {
      type: 'doughnut',
      data,
      options: { ...shared, cutout: '72%' },
    });
  }
  return new Chart(canvas, {
    type: 'bar',
    data,
    options: {
      ...shared,
      indexAxis: 'y',
      datasets: { bar: { borderRadius: 4, maxBarThickness: 18 } },
      scales: {
        x: {
          display: false,
          min: 0,
          max: Math.max(1, ...slices.map(({ value }) => value)),
        },
        y: { display: false },
      },
    },
  });
}

/** A color of the style sheet as the canvas takes it, for light or dark. */
export function colorOf(name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
