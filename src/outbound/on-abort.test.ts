import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { onAbort } from './on-abort.js';

it('calls all that wait for one signal, by one listener, but those that were taken away', () => {
  const controller = new AbortController();
  const called: number[] = [];
  const forget = Array.from({ length: 30 }, (_, nth) => onAbort(controller.signal, () => called.push(nth)));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  for (const one of forget.slice(2)) one();
  controller.abort();
  controller.abort();
  expect(called).toEqual([0, 1]);
});

it('lets one listener take away another meanwhile', () => {
  const controller = new AbortController();
  const called: string[] = [];
  onAbort(controller.signal, () => {
    called.push('first');
    forget();
  });
  const forget = onAbort(controller.signal, () => called.push('second'));
  controller.abort();
  expect(called).toEqual(['first']);
});
