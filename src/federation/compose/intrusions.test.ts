import { describe, expect, it } from 'vitest';
import { CompositionError } from './compose.js';
import { composeTexts } from './compose-texts.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override", "@inaccessible"])';
const OURS = `${LINK}
  type Query { app(id: ID!): App apps: Page! }
  type Mutation { deleteApp(input: DeleteInput!): Deleted! }
  input DeleteInput { id: ID! force: Boolean }
  type Deleted { id: ID! }
  type App @key(fields: "id") { id: ID! name: String! }
  type Page @shareable { more: Boolean! }`;

function composed(sdl: string, mayOverride = false, link = LINK) {
  try {
    return composeTexts({ near: [{ name: 'ours', sdl: OURS }], far: [{ name: 'partner', url: 'http://partner', sdl: `${link} ${sdl}`, mayOverride }] });
  } catch (failure) {
    if (failure instanceof CompositionError) return failure.messages;
    throw failure;
  }
}

const ONLY = 'Only subgraphs of SUBGRAPH_OVERRIDES may do so.';

describe('a subgraph elsewhere', () => {
  it('may add types, and fields to types of others', () => {
    const { hints, sdl } = composed('type Query { offers: [Offer!]! } type Mutation { book: Boolean } type Offer { app: App } type App @key(fields: "id") { id: ID! cost: Int }') as ReturnType<typeof composeTexts>;
    expect(hints).toEqual([]);
    expect(sdl).toContain('offers');
  });

  it.each([
    ['a change', 'type Mutation { deleteApp(input: DeleteInput!): Deleted! @override(from: "ours") } input DeleteInput { id: ID! force: Boolean } type Deleted { id: ID! @override(from: "ours") }', ['partner takes Mutation.deleteApp over from ours.', 'partner takes Deleted.id over from ours.']],
    ['a field of an entity', 'type App @key(fields: "id") { id: ID! name: String! @override(from: "ours") }', ['partner takes App.name over from ours.']],
    ['a field by the full name of the directive', 'type App @key(fields: "id") { id: ID! name: String! @federation__override(from: "ours") }', ['partner takes App.name over from ours.'], LINK.replace(', "@override"', '')],
  ])('does not take over %s', (_what, sdl, faults, link = LINK) => {
    expect(composed(sdl, false, link)).toEqual(faults.map((fault) => `${fault} ${ONLY}`));
  });

  it.each([
    ['hides nothing', 'type App @key(fields: "id") { id: ID! @inaccessible }', 'App.id was removed.'],
    ['loosens no type', 'type Page @shareable { more: Boolean }', 'Page.more changed type from Boolean! to Boolean.'],
    ['narrows no input', 'input DeleteInput { id: ID! }', 'DeleteInput.force was removed.'],
  ])('%s', (_what, sdl, fault) => {
    expect(composed(`type Query { partner: Int } ${sdl}`)).toEqual([`Beside partner: ${fault} ${ONLY}`]);
  });

  it('may do so where that is configured, and it is told', () => {
    const taking = composed('type App @key(fields: "id") { id: ID! name: String! @override(from: "ours") }', true) as ReturnType<typeof composeTexts>;
    expect(taking.hints).toEqual(['partner takes App.name over from ours.']);
    expect(composed('type Page @shareable { more: Boolean }', true)).toMatchObject({ sdl: expect.stringContaining('Page') });
  });

  it('does not take over from another one elsewhere either', () => {
    const far = (name: string, sdl: string) => ({ name, url: `http://${name}`, sdl: `${LINK} ${sdl}`, mayOverride: false });
    const work = () => composeTexts({ near: [{ name: 'ours', sdl: OURS }], far: [far('billing', 'type App @key(fields: "id") { id: ID! cost: Int }'), far('thief', 'type App @key(fields: "id") { id: ID! cost: Int @override(from: "billing") }')] });
    expect(work).toThrow('thief takes App.cost over from billing.');
  });
});
