import { buildSchema, execute, getVariableValues, GraphQLError, parse, validate, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createMemoryLog } from '../../test/support/graphql-door.js';
import { MASKED, Refusal } from '../kernel/refusal.js';
import { isOurFault, present, presentError, presentRequestError } from './present.js';

const schema = buildSchema(`
  input Repo { image: String! credentials: String kind: Kind ports: [Int!] }
  enum Kind { A B }
  type Query { hello(repo: Repo, id: ID): String }
`);

const aContext = () => {
  const log = createMemoryLog();
  return { correlator: 'c-1', log };
};

/** What execution makes of a failure in a field. */
const inField = (failure: Error): GraphQLError => new GraphQLError(failure.message, { path: ['hello'], originalError: failure });

describe('a refusal', () => {
  it('is told with all that helps the caller, and its place', () => {
    const refusal = new Refusal('UNAVAILABLE', 'The SRM does not answer.', { retryAfter: 5, field: 'input.zone' });
    expect(presentError(inField(refusal), aContext())).toEqual({
      message: 'The SRM does not answer.',
      path: ['hello'],
      extensions: { code: 'UNAVAILABLE', retryAfter: 5, field: 'input.zone' },
    });
  });

  it('is found under several wrappings', () => {
    const refusal = new Refusal('NOT_FOUND', 'There is none.');
    expect(presentError(inField(inField(refusal)), aContext())).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    expect(present(refusal, aContext()).toJSON()).toEqual({ message: 'There is none.', extensions: { code: 'NOT_FOUND' } });
  });

  it('keeps what the upstream said for the log', () => {
    const ctx = aContext();
    const cause = new Error('upstream words');
    expect(JSON.stringify(presentError(inField(new Refusal('BAD_GATEWAY', 'The SRM failed.', { cause })), ctx))).not.toContain('upstream words');
    expect(ctx.log.lines).toEqual([{ level: 'warn', fields: { correlator: 'c-1', code: 'BAD_GATEWAY', err: cause, path: ['hello'] }, message: 'The SRM failed.' }]);
  });

  it('at many places of an answer is one line of the log, and one more with the next request', () => {
    const ctx = aContext();
    const down = new Refusal('UNAVAILABLE', 'The SRM does not answer.', { cause: new Error('ECONNREFUSED') });
    const unexpected = new Error('a bug');
    for (const failure of [down, down, unexpected, unexpected]) presentError(inField(failure), ctx);
    expect(ctx.log.lines).toHaveLength(2);
    presentError(inField(down), { ...ctx, correlator: 'c-2' });
    expect(ctx.log.lines).toHaveLength(3);
  });

  it('that nobody waits for any more is no warning', () => {
    const ctx = { ...aContext(), left: true };
    presentError(inField(new Refusal('TIMEOUT', 'The SRM had not answered.', { cause: new Error('ended') })), ctx);
    expect(ctx.log.lines).toMatchObject([{ level: 'debug' }]);
  });

  it('that a subgraph elsewhere has presented is handed on, without what else it says', () => {
    const far = new GraphQLError('There is none.', { path: ['hello'], extensions: { code: 'NOT_FOUND', field: 'id', serviceName: 'edge', stacktrace: [] } });
    expect(presentError(far, aContext())).toEqual({ message: 'There is none.', path: ['hello'], extensions: { code: 'NOT_FOUND', field: 'id' } });
  });
});

describe('what nobody expected', () => {
  it.each([
    ['an error of a field', inField(new Error('secret words'))],
    ['a GraphQL error of a field', new GraphQLError('secret words', { path: ['hello'] })],
    ['a GraphQL error with a code of others', new GraphQLError('secret words', { path: ['hello'], extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
    ['an error without a place', new GraphQLError('secret words')],
  ])('is masked and logged: %s', (_what, error) => {
    const ctx = aContext();
    expect(presentError(error, ctx)).toMatchObject({ message: MASKED, extensions: { code: 'INTERNAL' } });
    expect(ctx.log.lines).toMatchObject([{ level: 'error', fields: { correlator: 'c-1', err: { message: 'secret words' } } }]);
  });

  it('is no error of ours once the caller has left', () => {
    const ctx = { ...aContext(), signal: AbortSignal.abort() };
    expect(present(new Error('aborted'), ctx).message).toBe(MASKED);
    expect(ctx.log.lines).toMatchObject([{ level: 'debug' }]);
  });

  it('includes what is no error at all', () => expect(present('thrown text', aContext()).message).toBe(MASKED));

  it('includes a null where none may be', async () => {
    const strict = buildSchema('type Query { hello: String! }');
    const { errors } = await execute({ schema: strict, document: parse('{ hello }'), rootValue: {} });
    expect(presentError(errors![0]!, aContext()).message).toBe(MASKED);
  });
});

describe('a fault of the document', () => {
  it('is told with its places', () => {
    const [error] = validate(schema, parse('{ nothing }'));
    expect(presentRequestError(error!).toJSON()).toEqual({
      message: 'Cannot query field "nothing" on type "Query".',
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(presentError(error!, aContext())).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  });

  it('in its syntax has a code of its own, with the limit when it was too long', () => {
    const syntax = (query: string, maxTokens?: number): GraphQLError => {
      try {
        parse(query, { maxTokens });
      } catch (error) {
        return error as GraphQLError;
      }
      throw new Error('it parsed');
    };
    expect(presentRequestError(syntax('{')).extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' });
    expect(presentRequestError(syntax('{ a b c }', 3)).extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED', limit: 'tokens' });
  });
});

describe('a document that could not be prepared', () => {
  it('by no fault of its own is masked', () => {
    const error = new GraphQLError('words of our own inside', { originalError: new TypeError('words of our own inside') });
    expect(isOurFault(error)).toBe(true);
    expect(presentRequestError(error).toJSON()).toEqual({ message: MASKED, extensions: { code: 'INTERNAL' } });
    expect(isOurFault(new GraphQLError('Unknown operation named "A".'))).toBe(false);
    expect(validate(schema, parse('{ nothing }')).some(isOurFault)).toBe(false);
  });

  it('since it cannot be planned bears the code of that', () => {
    const refusal = new Refusal('NOT_IMPLEMENTED', 'No way was found.', { cause: new Error('inner words') });
    expect(presentRequestError(new GraphQLError(refusal.message, { originalError: refusal })).toJSON()).toEqual({ message: 'No way was found.', extensions: { code: 'NOT_IMPLEMENTED' } });
  });
});

describe('a fault of the variables', () => {
  const faults = (variables: Record<string, unknown>): { message: string; extensions: unknown }[] => {
    const operation = parse('query ($repo: Repo!, $id: ID) { hello(repo: $repo, id: $id) }').definitions[0] as OperationDefinitionNode;
    const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    return errors.map((error) => presentError(error, aContext())).map(({ message, extensions }) => ({ message, extensions }));
  };
  const one = (message: string, field: string) => [{ message, extensions: { code: 'BAD_USER_INPUT', field } }];

  it.each([
    ['nothing given', {}, 'Variable "$repo" of required type "Repo!" was not provided.', 'repo'],
    ['null', { repo: null }, 'Variable "$repo" of non-null type "Repo!" must not be null.', 'repo'],
    ['a member missing', { repo: { credentials: 'hunter2' } }, 'Variable "$repo" has an invalid value at "repo"; Field "image" of required type "String!" was not provided.', 'repo'],
    ['a member too many', { repo: { image: '', credentials: 'hunter2', hunter: 2 } }, 'Variable "$repo" has an invalid value at "repo"; Field "hunter" is not defined by type "Repo".', 'repo'],
    ['another type', { repo: { image: '', credentials: ['hunter2'] } }, 'Variable "$repo" has an invalid value at "repo.credentials"; it is no String.', 'repo.credentials'],
    ['an object in place of a scalar', { repo: { image: '' }, id: { a: 'hunter2' } }, 'Variable "$id" has an invalid value at "id"; it is no ID.', 'id'],
    ['no object', { repo: 'hunter2' }, 'Variable "$repo" has an invalid value at "repo"; Expected type "Repo" to be an object.', 'repo'],
    ['an item of a list', { repo: { image: '', ports: [1, 'hunter2'] } }, 'Variable "$repo" has an invalid value at "repo.ports[1]"; it is no Int.', 'repo.ports[1]'],
    ['a null in a list', { repo: { image: '', ports: [null] } }, 'Variable "$repo" has an invalid value at "repo.ports[0]"; Expected non-nullable type "Int!" not to be null.', 'repo.ports[0]'],
    ['an enum of another type', { repo: { image: '', kind: ['hunter2'] } }, 'Variable "$repo" has an invalid value at "repo.kind"; it is no Kind.', 'repo.kind'],
    ['a value that looks like a place', { repo: { image: ['" at "repo.hunter2"; it'] } }, 'Variable "$repo" has an invalid value at "repo.image"; it is no String.', 'repo.image'],
  ])('is told without the value: %s', (_what, variables, message, field) => expect(faults(variables)).toEqual(one(message, field)));

  it('tells an unknown word of an enum, which is no secret', () => {
    expect(faults({ repo: { image: '', kind: 'C' } })[0]?.message).toMatch(/^Variable "\$repo" has an invalid value at "repo.kind"; Value "C" does not exist in "Kind" enum\./);
  });

  it('is known by its words when a subgraph tells it', () => {
    const near = new GraphQLError('Variable "$repo" got invalid value { credentials: "hunter2" }; Expected type "Moment".');
    expect(presentError(near, aContext())).toEqual({ message: 'Variable "$repo" has an invalid value at "repo"; it is no Moment.', extensions: { code: 'BAD_USER_INPUT', field: 'repo' } });
  });

  it('is also what the engine says in place of an execution', () => {
    const error = new GraphQLError('The variable "$x" decides on @skip or @include and must be true or false.');
    expect(present(error, aContext(), false)).toMatchObject({ message: error.message, extensions: { code: 'BAD_USER_INPUT' } });
  });
});
