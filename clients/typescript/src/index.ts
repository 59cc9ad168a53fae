/**
 * A client of the arena service. Everything that goes in and comes out is typed from the service's OpenAPI
 * document (`schema.ts`, which is generated). It runs wherever there is `fetch`: browsers, Node.js, Deno, Bun.
 */
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
type Method = "get" | "post" | "put" | "patch" | "delete";

export type Leaderboard = Schemas["LeaderboardOut"];
export type Matchup = Schemas["MatchupOut"];
export type Reveal = Schemas["RevealOut"];
export type Vote = Schemas["VoteIn"];
export type LoggedVote = Schemas["VoteOut"];
export type Receipt = Schemas["ReceiptOut"];
export type Generation = Schemas["GenerationOut"];
export type NewGeneration = Schemas["NewGeneration"];
export type Problem = Schemas["Problem"];

/** What an `events` stream says of an arena: the newest state, at once and after every change. */
export interface ArenaState {
  revision: number;
  position: number;
  votes: number;
  pooled_position: number | null;
}

/** The paths that have a method. */
export type PathsOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type OperationOf<M extends Method, P extends keyof paths> = paths[P][M];
type Parameters_<O, Place extends string> = O extends { parameters: Record<Place, infer V> } ? V : never;
type QueryOf<O> = O extends { parameters: { query?: infer V } } ? V : never;
type BodyOf<O> = O extends { requestBody: { content: infer C } } ? Body_<C> : never;
type Body_<C> = C extends { "application/json": infer V } ? V : FormData;
type Json<R> = R extends { content: { "application/json": infer V } } ? V : R extends { content: object } ? string : undefined;

/** What a call answers if it succeeds. */
export type ResultOf<O> = O extends { responses: infer R } ? { [S in keyof R & (200 | 201 | 204)]: Json<R[S]> }[keyof R & (200 | 201 | 204)] : never;

/** What a call needs and may have: the values in its path, its query, its body. */
export type CallOptions<O> = {
  query?: QueryOf<O>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
} & ([Parameters_<O, "path">] extends [never] ? { path?: never } : { path: Parameters_<O, "path"> }) &
  ([BodyOf<O>] extends [never] ? { body?: never } : { body: BodyOf<O> });

type Query<M extends Method, P extends keyof paths> = NonNullable<QueryOf<OperationOf<M, P>>>;
export type Question = Schemas["QuestionBody"];
export type Answer = Schemas["AnswerOut"];
export type Decision = Schemas["DecisionOut"];
type BoardQuery = Omit<Query<"get", "/api/v1/arenas/{arena}/leaderboard">, "format">;
type AxisQuery = Pick<BoardQuery, "theme" | "language">;

export interface ClientOptions {
  /** Where the service is, such as `https://arena.example`. */
  baseUrl: string;
  /** A key, for what is not open to everyone. Keep it out of pages: anyone who has it can use it. */
  key?: string;
  /** How often a failed request is sent again. 4 by default. */
  retries?: number;
  /** How long one attempt may take. 90 seconds by default, because answers to `wait` take up to 60. */
  timeoutMs?: number;
  fetch?: typeof fetch;
}

/** An error that the service answered. Rely on `type` and `status`, not on the texts. */
export class ArenaError extends Error {
  override readonly name = "ArenaError";

  constructor(
    readonly status: number,
    /** Such as `/problems/not-found`. */
    readonly type: string,
    readonly detail: string,
    /** The whole body, if it was JSON. */
    readonly body: unknown,
    /** After how many seconds to try again, if the service said so. */
    readonly retryAfter: number | undefined,
    readonly requestId: string | undefined,
  ) {
    super(`${status} ${type}: ${detail}`);
  }

  static async of(response: Response): Promise<ArenaError> {
    const text = await response.text();
    const body = parsed(text);
    const problem = (body ?? {}) as Partial<Problem> & Partial<Schemas["OpenAiError"]>;
    const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
    return new ArenaError(
      response.status,
      problem.type ?? `/problems/${(problem.error?.code ?? "unknown").replaceAll("_", "-")}`,
      problem.detail ?? problem.error?.message ?? text.slice(0, 500),
      body,
      Number.isNaN(seconds) ? undefined : seconds,
      response.headers.get("x-request-id") ?? undefined,
    );
  }
}

// The service did not get to it, or a proxy did not get to the service.
const TEMPORARY = new Set([408, 429, 502, 503, 504]);
const TOO_MANY = 429;
const LONGEST_WAIT_SECONDS = 60;
const MOST_VOTES = 1000;
const ENDED = new Set<Generation["status"]>(["completed", "failed", "cancelled"]);

export class ArenaClient {
  readonly #options: Required<Omit<ClientOptions, "key">>;
  readonly #key: string | undefined;

  constructor({ baseUrl, key, retries = 4, timeoutMs = 90_000, fetch = globalThis.fetch }: ClientOptions) {
    this.#options = { baseUrl: baseUrl.replace(/\/+$/, ""), retries, timeoutMs, fetch };
    this.#key = key;
  }

  /** The leaderboard of an arena: overall, or of a theme, a language, or a theme in a language. */
  leaderboard(arena: string, query: BoardQuery = {}): Promise<Leaderboard> {
    return this.call("get", "/api/v1/arenas/{arena}/leaderboard", { path: { arena }, query });
  }

  axes(arena: string): Promise<Schemas["AxesOut"]> {
    return this.call("get", "/api/v1/arenas/{arena}/axes", { path: { arena } });
  }

  headToHead(arena: string, query: AxisQuery = {}): Promise<Schemas["HeadToHeadOut"]> {
    return this.call("get", "/api/v1/arenas/{arena}/head-to-head", { path: { arena }, query });
  }

  history(arena: string, query: AxisQuery & { model?: string } = {}): Promise<Schemas["HistoryOut"]> {
    return this.call("get", "/api/v1/arenas/{arena}/history", { path: { arena }, query });
  }

  model(model: string): Promise<Schemas["ModelPageOut"]> {
    return this.call("get", "/api/v1/models/{model}", { path: { model } });
  }

  compare(...models: string[]): Promise<Schemas["ComparisonOut"]> {
    return this.call("get", "/api/v1/compare", { query: { models: [models.join(",")] } });
  }

  /** One table over arenas, axes and models: `query({ arenas: ["text-to-image"], axes: ["theme=*"] })`. */
  query(body: Omit<Question, "format"> = {}): Promise<Answer> {
    return this.call("post", "/api/v1/query", { body });
  }

  /** The cheapest model that is decided not to be worse than another by more than a margin, with the evidence. */
  decide(query: Query<"get", "/api/v1/decide">): Promise<Decision> {
    return this.call("get", "/api/v1/decide", { query });
  }

  /** Every vote of the log after a position, in the order in which they were recorded. */
  async *votes(arena: string, after = 0): AsyncGenerator<LoggedVote> {
    for (let position = after; ; ) {
      const query = { after_position: position, limit: 10_000 };
      const page = await this.call("get", "/api/v1/arenas/{arena}/votes", { path: { arena }, query });
      yield* page.items;
      if (page.items.length === 0 || page.last_position <= position) return;
      position = page.last_position;
    }
  }

  /** A matchup to vote on: the voter's open one, or a new one. Asking again changes nothing. */
  deal(arena: string, body: Schemas["DealIn"] = {}): Promise<Matchup> {
    return this.call("post", "/api/v1/arenas/{arena}/matchups", { path: { arena }, body });
  }

  /** Vote on a matchup, and learn who made the images. The same vote again answers the same. */
  vote(matchup: string, body: Schemas["CastIn"]): Promise<Reveal> {
    const path = { matchup_id: matchup };
    return this.call("post", "/api/v1/matchups/{matchup_id}/vote", { path, body });
  }

  skip(matchup: string, body: Schemas["SkipIn"] = {}): Promise<undefined> {
    const path = { matchup_id: matchup };
    return this.call("post", "/api/v1/matchups/{matchup_id}/skip", { path, body });
  }

  /**
   * Report any number of votes, in batches, and return one receipt for all.
   *
   * A batch whose answer is lost is sent again under its idempotency key, and counts once. Votes with an
   * `external_id` count once however often they are reported. To make a whole run repeatable for votes
   * without ids, name it: the batches of a `run` count once within a week, as long as its votes are the same.
   */
  async report(arena: string, votes: readonly Vote[], { run = crypto.randomUUID() as string } = {}): Promise<Receipt> {
    const whole: Receipt = { accepted: 0, duplicates: 0, rejected: [], first_position: null, last_position: null, rated: true };
    for (let start = 0; start < votes.length; start += MOST_VOTES) {
      const receipt = await this.call("post", "/api/v1/arenas/{arena}/votes", {
        path: { arena },
        body: { votes: votes.slice(start, start + MOST_VOTES) },
        headers: { "Idempotency-Key": `${run}-${start}` },
      });
      whole.accepted += receipt.accepted;
      whole.duplicates += receipt.duplicates;
      whole.rejected.push(...receipt.rejected.map(({ index, detail }) => ({ index: index + start, detail })));
      whole.first_position ??= receipt.first_position;
      whole.last_position = receipt.last_position ?? whole.last_position;
      whole.rated &&= receipt.rated;
    }
    return whole;
  }

  /** Ask a model for an image and wait until it is there. A `status` of `failed` comes with an `error`. */
  async generate(body: NewGeneration): Promise<Generation> {
    let generation: Generation = await this.call("post", "/v1/generations", { body: { wait: "auto", ...body } });
    while (!ENDED.has(generation.status)) {
      const path = { generation_id: generation.id };
      generation = await this.call("get", "/v1/generations/{generation_id}", { path, query: { wait: 60 } });
    }
    return generation;
  }

  /** The state of an arena at once and after every change, for as long as it is read. It reconnects. */
  async *events(arena: string, signal?: AbortSignal): AsyncGenerator<ArenaState> {
    let seconds = 1;
    let last = "";
    for (;;) {
      try {
        const headers: Record<string, string> = last ? { "Last-Event-ID": last } : {};
        const options = { path: { arena }, headers, ...(signal && { signal }) };
        const response = await this.raw("get", "/api/v1/arenas/{arena}/events", options, Number.POSITIVE_INFINITY);
        for await (const [field, value] of fields(response)) {
          if (field === "id") last = value;
          if (field === "retry") seconds = Number(value) / 1000;
          if (field === "data") yield JSON.parse(value) as ArenaState;
        }
      } catch (error) {
        if (signal?.aborted) return;
        if (error instanceof ArenaError && !TEMPORARY.has(error.status)) throw error;
      }
      await pause(seconds, signal);
    }
  }

  /** Any call of the service: `call("get", "/api/v1/arenas/{arena}", { path: { arena: "text-to-image" } })`. */
  async call<M extends Method, P extends PathsOf<M>>(
    method: M,
    path: P,
    options: CallOptions<OperationOf<M, P>>,
  ): Promise<ResultOf<OperationOf<M, P>>> {
    const response = await this.raw(method, path, options);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return (response.status === 204 ? undefined : isJson ? JSON.parse(text) : text) as ResultOf<OperationOf<M, P>>;
  }

  /** Any call, with the response as it came, for tables, images and headers. Errors are thrown here too. */
  async raw<M extends Method, P extends PathsOf<M>>(
    method: M,
    path: P,
    options: CallOptions<OperationOf<M, P>>,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<Response> {
    const { path: values, query, body, headers, signal } = options as {
      path?: Record<string, string | number>;
      query?: Record<string, unknown>;
      body?: unknown;
      headers?: Record<string, string>;
      signal?: AbortSignal;
    };
    const isForm = body instanceof FormData;
    const sent: Record<string, string> = {
      ...(this.#key && { Authorization: `Bearer ${this.#key}` }),
      ...(body !== undefined && !isForm && { "Content-Type": "application/json" }),
      // One for all attempts: the service does what it asks for once.
      ...(method === "post" && { "Idempotency-Key": crypto.randomUUID() }),
      ...headers,
    };
    const content = body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) };
    return this.#send(this.#url(path, values, query), { method: method.toUpperCase(), headers: sent, ...content }, timeoutMs, signal);
  }

  #url(path: string, values: Record<string, string | number> = {}, query: Record<string, unknown> = {}): string {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
    const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const pairs = entries.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)]));
    const search = new URLSearchParams(pairs).toString();
    return `${this.#options.baseUrl}${filled}${search && `?${search}`}`;
  }

  /** Send a request until it is answered. One that may have been done is only repeated if that changes nothing. */
  async #send(url: string, init: RequestInit, timeoutMs: number, signal?: AbortSignal): Promise<Response> {
    const isRepeatable = init.method === "GET" || init.method === "POST";
    for (let attempt = 0; ; attempt += 1) {
      const limits = [signal, Number.isFinite(timeoutMs) ? AbortSignal.timeout(timeoutMs) : undefined];
      let seconds = Math.min(0.25 * 2 ** attempt, LONGEST_WAIT_SECONDS) * (0.5 + Math.random());
      try {
        const given = limits.filter((limit) => limit !== undefined);
        const response = await this.#options.fetch(url, { ...init, signal: AbortSignal.any(given) });
        if (response.ok) return response;
        throw await ArenaError.of(response);
      } catch (error) {
        const status = error instanceof ArenaError ? error.status : 0;
        const isWorthIt = status === TOO_MANY || (isRepeatable && (status === 0 || TEMPORARY.has(status)));
        if (!isWorthIt || signal?.aborted || attempt >= this.#options.retries) throw error;
        if (error instanceof ArenaError && error.retryAfter !== undefined) seconds = Math.max(seconds, error.retryAfter);
        if (seconds > LONGEST_WAIT_SECONDS) throw error;
      }
      await pause(seconds, signal);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Wait, but not once the signal says to stop. */
function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

/** The fields of a stream of Server-Sent Events. The stream ends when you stop reading them. */
async function* fields(response: Response): AsyncGenerator<[string, string]> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let rest = "";
  try {
    for (let chunk = await reader?.read(); reader && chunk && !chunk.done; chunk = await reader.read()) {
      const lines = (rest + decoder.decode(chunk.value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (field !== undefined) yield [field, value ?? ""];
      }
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}
