import { getOperationAST, parse, type GraphQLError } from 'graphql';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Engine, Prepared } from '../federation/engine.js';

/** Documents of our own that stay prepared while the graph under them is exchanged. */
export interface Followers {
  /**
   * Prepares a document on the present graph; what is returned runs on whichever graph is current when it is called,
   * and its `generation` tells of which that is. One text is prepared once.
   * @throws Error when the document is not valid
   */
  follow(query: string): Prepared;
  /**
   * Prepares every document on another graph, in turns with other work.
   * @returns what is not valid there, each with the name of its document; or the move of all documents, at once
   */
  rehearse(next: Engine): Promise<readonly string[] | (() => void)>;
}

interface Follower {
  readonly prepared: Prepared;
  current: Prepared;
}

export function createFollowers(first: Engine): Followers {
  const followers = new Map<string, Follower>();
  let engine = first;

  async function rehearse(next: Engine): Promise<readonly string[] | (() => void)> {
    const ready = new Map<Follower, Prepared>();
    const faults: string[] = [];
    // A document that joins meanwhile is met by the same walk.
    for (const [query, follower] of followers) {
      const made = next.prepare(query);
      if ('execute' in made) ready.set(follower, made);
      else faults.push(...toldOf(query, made));
      await breathe();
    }
    if (faults.length > 0) return faults;
    return function move() {
      engine = next;
      for (const [query, follower] of followers) {
        const made = ready.get(follower) ?? next.prepare(query);
        if ('execute' in made) follower.current = made;
      }
    };
  }

  return {
    follow(query) {
      const known = followers.get(query);
      if (known !== undefined) return known.prepared;
      const made = engine.prepare(query);
      if (!('execute' in made)) throw new Error(`A document of ours is not valid: ${made.map(({ message }) => message).join(' ')}\n${query}`);
      const follower = followerOf(made);
      followers.set(query, follower);
      return follower.prepared;
    },
    rehearse,
  };
}

function followerOf(first: Prepared): Follower {
  const { kind, operation, document } = first;
  const follower: Follower = {
    current: first,
    prepared: {
      kind,
      operation,
      document,
      get generation() {
        return follower.current.generation;
      },
      get far() {
        return follower.current.far;
      },
      execute: (variables, ctx) => follower.current.execute(variables, ctx),
      subscribe: (variables, ctx) => follower.current.subscribe(variables, ctx),
    },
  };
  return follower;
}

/** What is wrong with a document of ours on a graph, each with the name of the document. */
export function documentFaults(engine: Engine, query: string): readonly string[] {
  const made = engine.prepare(query);
  return 'execute' in made ? [] : toldOf(query, made);
}

/** The first error often brings the others with it. */
function toldOf(query: string, [first, ...more]: readonly GraphQLError[]): readonly string[] {
  return first ? [`${nameOf(query)}: ${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`] : [];
}

const nameOf = (query: string): string => getOperationAST(parse(query))?.name?.value ?? query.trim().slice(0, 60);
