/** Eight subgraphs that use every directive of federation between them, and the one schema that they make. */

const link = (...names: string[]): string => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${names.map((name) => `"@${name}"`).join(', ')}])`;

/** An entity interface, several keys, a union and an enum with parts that callers may not see, a tag. */
const CATALOG = `${link('key', 'shareable', 'inaccessible', 'tag')}
type Query {
  media(kind: Kind, first: Int = 3): [Media!]!
  medium(id: ID!): Media
  books(filter: BookFilter, order: Order! = TITLE): [Book]
  found(text: String! = "a", among: [Kind!]): [Found]
  grid: [[Media]!]
  sized: [Sized]
  echo(at: Stamp = "t7", any: Blob, list: [[Order!]], filter: BookFilter): String
  now: Stamp @tag(name: "clock")
  version: String @shareable
  hidden: String @inaccessible
  mustFail: String!
}
type Mutation { retitle(id: ID!, title: String!): Media draft(book: BookFilter!, times: [Int!]! = [1, 2]): Book! refuse: Book! tally: Int! @shareable }
scalar Stamp
scalar Blob
enum Kind { BOOK FILM ALBUM @inaccessible }
enum Order { TITLE KEY SECRET @inaccessible }
input BookFilter { kinds: [Kind!] = [BOOK], text: String, size: Int! = 2, nested: BookFilter, onlyHere: Int }
interface Media @key(fields: "id") { id: ID! title: String! kind: Kind people: [Person!] sequel: Media }
interface Sized { size: Size }
type Book implements Media & Sized @key(fields: "id") @key(fields: "isbn") {
  id: ID! isbn: String! title: String! kind: Kind people: [Person!] sequel: Media size: Size @shareable
  weight: Int pages: Int! strict: String! tags: [String!] @tag(name: "words") matrix: [[Int]!]! blurb(words: Int = 2, style: Order): String
  draftOf: ID @inaccessible
}
type Film implements Media @key(fields: "id") { id: ID! title: String! kind: Kind people: [Person!] sequel: Media length: Int! director: Person motto: String @shareable }
type Size @shareable { width: Int! height: Int }
type Person @key(fields: "id", resolvable: false) { id: ID! }
type Shelfmark @inaccessible { text: String }
union Found = Book | Film | Shelfmark`;

/** Adds fields to an interface that it knows as an object. */
const REVIEWS = `${link('key', 'interfaceObject', 'shareable')}
type Query { reviewed(min: Float): [Media] review(id: ID!): Review latest: Review! version: String @shareable }
type Mutation { addReview(of: ID!, input: ReviewInput!): Review }
input ReviewInput { text: String = "none", stars: [Int!] = [3], order: Order, at: Stamp }
enum Order { TITLE KEY }
scalar Stamp
type Media @key(fields: "id") @interfaceObject { id: ID! reviews(first: Int = 2): [Review!]! score: Float grade(order: Order! = KEY): String }
type Review @key(fields: "id") { id: ID! text: String stars: Int! by: Person of: Media about: Found at: Stamp }
type Person @key(fields: "email") { email: String! reviews: [Review] }
type Company @key(fields: "id", resolvable: false) { id: ID! name: String @shareable }
union Found = Person | Company`;

/** Three keys, one of them nested; a value type inside it; an interface. */
const PEOPLE = `${link('key', 'shareable')}
type Query { people(first: Int): [Person] person(email: String!): Person who: [Found] }
type Mutation { rename(id: ID!, name: String): Person tally: Int! @shareable }
scalar Stamp
scalar Blob
interface Named { name: String }
type Person implements Named @key(fields: "id") @key(fields: "email") @key(fields: "account { id }") {
  id: ID! email: String! account: Account! name: String born: Stamp friends: [Person!] partner: Person profile: Blob nick: String!
}
type Account { id: ID! @shareable level: Int }
type Company implements Named @key(fields: "id") { id: ID! name: String @shareable staff(first: Int! = 1): [Person] }
union Found = Person | Company`;

/** Compound nested keys. */
const STOCK = `${link('key', 'shareable')}
type Query { shelf(code: String!, number: Int!): Shelf shelves: [Shelf!] sizedShelves: [Sized] }
type Mutation { move(isbn: String!, to: PlaceInput!): Shelf }
input PlaceInput { code: String! = "N", number: Int, more: [PlaceInput!] }
interface Sized { size: Size }
type Shelf implements Sized @key(fields: "building { code } number") { building: Building! number: Int! books: [Book] free: Int label: String size: Size @shareable }
type Building { code: String! @shareable city: String }
type Book @key(fields: "isbn") { isbn: String! stock: Int shelf: Shelf copies(of: [Int] = [1, null]): [[Int]!] }
type Size @shareable { width: Int! height: Int }`;

/** Computes from what others have. Returns no entities: see the planner's faults. */
const FREIGHT = `${link('key', 'external', 'requires', 'shareable')}
type Book @key(fields: "id") {
  id: ID! weight: Int @external size: Size @external price(in: Currency): Money @external
  freight(to: String = "here"): Int @requires(fields: "weight")
  volume: Int @requires(fields: "size { width height }")
  total: Int @requires(fields: "weight price(in: USD) { amount } size { height }")
}
type Shelf @key(fields: "building { code } number") { building: Building! number: Int! free: Int @external rent: Int @requires(fields: "free") }
type Building { code: String! @shareable }
type Size @shareable { width: Int! height: Int }
type Money @shareable { amount: Int! currency: Currency }
enum Currency { EUR USD GBP }`;

/** Provides others' fields on some paths, takes over a field, needs what `freight` computed. */
const LEDGER = `${link('key', 'external', 'provides', 'override', 'shareable', 'inaccessible')}
type Query { deals(first: Int = 2): [Book] @provides(fields: "title size { width }") offers: [Offer] offer(n: Int!): Offer }
type Offer { n: Int! book: Book @provides(fields: "title") bundle: Bundle @provides(fields: "top { pages title } rest { weight }") percent: Int price: Money @shareable }
type Bundle { name: String top: Book rest: [Book!] }
type Book @key(fields: "id") { id: ID! title: String! @external pages: Int! @external weight: Int @external size: Size @external price(in: Currency): Money @shareable old: Int @override(from: "archive") }
type Size @shareable { width: Int! height: Int }
type Money @shareable { amount: Int! currency: Currency }
enum Currency { EUR USD GBP @inaccessible }`;

/** What was there before: fields that others took over, inputs that others know more of. */
const ARCHIVE = `${link('key', 'shareable')}
type Query { archive(filter: BookFilter, kind: Kind = BOOK): [Archived] oldest: Media }
input BookFilter { kinds: [Kind!] = [BOOK], text: String, size: Int! = 2, nested: BookFilter }
enum Kind { BOOK FILM ALBUM }
interface Media { id: ID! archived: Boolean! }
type Book implements Media @key(fields: "id") { id: ID! old: Int archived: Boolean! mark: String twin: Film }
type Film implements Media @key(fields: "id") { id: ID! archived: Boolean! remake: Film motto: String @shareable }
union Archived = Book | Film`;

/** Knows shelves by reference alone and what stands on them. */
const PLACES = `${link('key', 'shareable')}
type Query { places(codes: [String!]): [Place!] place(code: String! = "N"): Place }
type Place @key(fields: "code") { code: String! shelves: [Shelf!] opens: Stamp keeper: Person owner: Named }
scalar Stamp
interface Named { name: String }
type Company implements Named @key(fields: "id", resolvable: false) { id: ID! name: String @shareable }
type Shelf @key(fields: "building { code } number", resolvable: false) { building: Building! number: Int! }
type Building { code: String! @shareable }
type Person @key(fields: "account { id }") { account: Account! place: Place }
type Account { id: ID! @shareable }`;

export const SUBGRAPHS = { archive: ARCHIVE, catalog: CATALOG, freight: FREIGHT, ledger: LEDGER, people: PEOPLE, places: PLACES, reviews: REVIEWS, stock: STOCK } as const;

/** Merged by hand, as a reader of the specification would: what callers see. */
export const MERGED = `
type Query {
  media(kind: Kind, first: Int = 3): [Media!]!
  medium(id: ID!): Media
  books(filter: BookFilter, order: Order! = TITLE): [Book]
  found(text: String! = "a", among: [Kind!]): [Found]
  grid: [[Media]!]
  sized: [Sized]
  echo(at: Stamp = "t7", any: Blob, list: [[Order!]], filter: BookFilter): String
  now: Stamp
  version: String
  mustFail: String!
  reviewed(min: Float): [Media]
  review(id: ID!): Review
  latest: Review!
  people(first: Int): [Person]
  person(email: String!): Person
  who: [Found]
  shelf(code: String!, number: Int!): Shelf
  shelves: [Shelf!]
  sizedShelves: [Sized]
  deals(first: Int = 2): [Book]
  offers: [Offer]
  offer(n: Int!): Offer
  archive(filter: BookFilter, kind: Kind = BOOK): [Archived]
  oldest: Media
  places(codes: [String!]): [Place!]
  place(code: String! = "N"): Place
}
type Mutation {
  retitle(id: ID!, title: String!): Media
  draft(book: BookFilter!, times: [Int!]! = [1, 2]): Book!
  refuse: Book!
  tally: Int!
  addReview(of: ID!, input: ReviewInput!): Review
  rename(id: ID!, name: String): Person
  move(isbn: String!, to: PlaceInput!): Shelf
}
scalar Stamp
scalar Blob
enum Kind { BOOK FILM }
enum Order { TITLE KEY }
enum Currency { EUR USD }
input BookFilter { kinds: [Kind!] = [BOOK], text: String, size: Int! = 2, nested: BookFilter }
input ReviewInput { text: String = "none", stars: [Int!] = [3], order: Order, at: Stamp }
input PlaceInput { code: String! = "N", number: Int, more: [PlaceInput!] }
interface Media { id: ID! title: String! kind: Kind people: [Person!] sequel: Media archived: Boolean! reviews(first: Int = 2): [Review!]! score: Float grade(order: Order! = KEY): String }
interface Sized { size: Size }
interface Named { name: String }
type Book implements Media & Sized {
  id: ID! isbn: String! title: String! kind: Kind people: [Person!] sequel: Media size: Size
  weight: Int pages: Int! strict: String! tags: [String!] matrix: [[Int]!]! blurb(words: Int = 2, style: Order): String
  reviews(first: Int = 2): [Review!]! score: Float grade(order: Order! = KEY): String
  stock: Int shelf: Shelf copies(of: [Int] = [1, null]): [[Int]!]
  freight(to: String = "here"): Int volume: Int total: Int price(in: Currency): Money old: Int archived: Boolean! mark: String twin: Film
}
type Film implements Media {
  id: ID! title: String! kind: Kind people: [Person!] sequel: Media length: Int! director: Person motto: String
  reviews(first: Int = 2): [Review!]! score: Float grade(order: Order! = KEY): String archived: Boolean! remake: Film
}
type Size { width: Int! height: Int }
type Review { id: ID! text: String stars: Int! by: Person of: Media about: Found at: Stamp }
type Person implements Named { id: ID! email: String! account: Account! name: String born: Stamp friends: [Person!] partner: Person profile: Blob nick: String! reviews: [Review] place: Place }
type Account { id: ID! level: Int }
type Company implements Named { id: ID! name: String staff(first: Int! = 1): [Person] }
type Shelf implements Sized { building: Building! number: Int! books: [Book] free: Int label: String size: Size rent: Int }
type Building { code: String! city: String }
type Offer { n: Int! book: Book bundle: Bundle percent: Int price: Money }
type Bundle { name: String top: Book rest: [Book!] }
type Money { amount: Int! currency: Currency }
type Place { code: String! shelves: [Shelf!] opens: Stamp keeper: Person owner: Named }
union Found = Book | Film | Person | Company
union Archived = Book | Film
`;

/** Ids and texts that the resolvers know, and some that they do not. */
export const POOL = { ids: ['b1', 'b2', 'b3', 'b4', 'f1', 'f2', 'f3', 'r1', 'r4', 'p1', 'p4', 'none'], texts: ['N', 'S', 't0', 't1', 't2', 'p1@x', 'p2@x', 'isbn-b1'] } as const;
