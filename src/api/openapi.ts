// OpenAPI 3.1, made from the table of routes.
import { z } from "zod";
import { ERROR_STATUS } from "./errors.ts";
import { takesBody } from "./route.ts";
import type { Outcome, Route } from "./route.ts";
import * as wire from "./wire.ts";

type Node = { readonly [key: string]: unknown };
const API_VERSION = "1.0.0";

/** Shapes that are used more than once have a name and stand under components. */
const NAMES = z.registry<{ id: string }>();
NAMES.add(wire.errorBody, { id: "Error" });
NAMES.add(wire.category, { id: "Category" });
NAMES.add(wire.role, { id: "Role" });
NAMES.add(wire.reason, { id: "Reason" });
NAMES.add(wire.verdict, { id: "Verdict" });
NAMES.add(wire.caseMessage, { id: "CaseMessage" });
NAMES.add(wire.decision, { id: "Decision" });
NAMES.add(wire.userRecord, { id: "UserRecord" });
NAMES.add(wire.caseView, { id: "Case" });
NAMES.add(wire.sanction, { id: "Sanction" });
NAMES.add(wire.modes, { id: "Modes" });
NAMES.add(wire.sessionView, { id: "Session" });

/** Collects the named shapes that a document uses. */
type Components = Record<string, unknown>;

/** @returns the document as plain JSON; the same routes give the same document. */
export function openApiOf(routes: readonly Route[]): Node {
  const paths: Record<string, Record<string, unknown>> = {};
  const schemas: Components = {};
  const error = schemaOf(wire.errorBody, "output", schemas);
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    methods[route.method] = operationOf(route, schemas, error);
    paths[route.path] = methods;
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Weir",
      version: API_VERSION,
      description:
        "Times are ms since 1970 (UTC), spans [start, end) in UTF-16 units of the original text. " +
        "Unknown fields are ignored; readers should do the same, the API grows by adding.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        session: { type: "apiKey", in: "cookie", name: "weir_session" },
      },
    },
  };
}

function operationOf(route: Route, schemas: Components, error: Node): Node {
  const parameters = [
    ...parametersOf(route.params, "path", schemas),
    ...parametersOf(route.query, "query", schemas),
  ];
  const body = takesBody(route.body)
    ? { requestBody: { required: true, content: json(schemaOf(route.body, "input", schemas)) } }
    : {};
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.roles === null
      ? { security: [] }
      : { security: [{ bearer: [] }, { session: [] }], "x-roles": route.roles }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...body,
    responses: responsesOf(route, schemas, error),
  };
}

function responsesOf(route: Route, schemas: Components, error: Node): Node {
  const responses: Record<string, unknown> = {};
  for (const [status, outcome] of Object.entries(route.outcomes)) {
    responses[status] = responseOf(Number(status), outcome, schemas, error);
  }
  for (const [status, what] of Object.entries(usualErrors(route))) {
    responses[status] ??= responseOf(Number(status), { what }, schemas, error);
  }
  return responses;
}

/** What a route may answer because of how it is called, whatever it does. */
function usualErrors(route: Route): { readonly [status: number]: string } {
  const hasBody = takesBody(route.body);
  const isOpen = route.roles === null;
  const hasInput = hasBody || fieldsOf(route.params).length + fieldsOf(route.query).length > 0;
  return {
    ...(hasInput ? { [ERROR_STATUS.bad_request]: "Wrong input: `details.problems`" } : {}),
    ...(isOpen ? {} : { [ERROR_STATUS.unauthorized]: "No token or session, or one that ended" }),
    ...(isOpen ? {} : { [ERROR_STATUS.forbidden]: "Wrong role, wrong room, or no CSRF token" }),
    ...(hasBody ? { [ERROR_STATUS.too_large]: "The body is too large" } : {}),
    ...(hasBody ? { [ERROR_STATUS.unsupported_media_type]: "The body is not JSON" } : {}),
    ...(isOpen && hasBody ? { [ERROR_STATUS.rate_limited]: "Too often; see Retry-After" } : {}),
    [ERROR_STATUS.internal]: "Broken here; `details.id` leads to the log",
    503: "The store, the bus or the key server cannot be reached; try again",
  };
}

function responseOf(status: number, outcome: Outcome, schemas: Components, error: Node): Node {
  const description = outcome.what;
  if (outcome.media !== undefined) {
    return { description, content: { [outcome.media]: { schema: { type: "string" } } } };
  }
  if (outcome.schema !== undefined) {
    return { description, content: json(schemaOf(outcome.schema, "output", schemas)) };
  }
  if (status < 400) return { description };
  return { description, content: json(error) };
}

function parametersOf(
  schema: z.ZodType,
  place: "path" | "query",
  schemas: Components,
): readonly Node[] {
  return fieldsOf(schema).map(([name, field]) => {
    const isRequired = place === "path" || !field.safeParse(undefined).success;
    return { name, in: place, required: isRequired, schema: schemaOf(field, "input", schemas) };
  });
}

function fieldsOf(schema: z.ZodType): readonly (readonly [string, z.ZodType])[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(z.record(z.string(), z.instanceof(z.ZodType)).parse(schema.shape));
}

const asNode = z.record(z.string(), z.unknown());

function schemaOf(schema: z.ZodType, io: "input" | "output", schemas: Components): Node {
  // Inside of another one, so that a named shape becomes a reference even where it stands alone.
  const outer = z.object({ it: schema });
  const made = z.toJSONSchema(outer, { io, unrepresentable: "any", metadata: NAMES });
  const { properties, $defs = {} } = asNode.parse(io === "input" ? made : opened(made));
  for (const [name, shape] of Object.entries(asNode.parse(referring($defs)))) {
    const { id: _id, ...rest } = asNode.parse(shape);
    schemas[name] = rest;
  }
  return asNode.parse(asNode.parse(referring(properties))["it"]);
}

/** Readers take fields that are added later, so no answer is closed to them. */
function opened(node: unknown): unknown {
  return copied(node, (key, value) => {
    return key === "additionalProperties" && value === false ? undefined : value;
  });
}

function referring(node: unknown): unknown {
  return copied(node, (key, value) => {
    const isReference = key === "$ref" && typeof value === "string";
    return isReference ? value.replace("#/$defs/", "#/components/schemas/") : value;
  });
}

function copied(node: unknown, change: (key: string, value: unknown) => unknown): unknown {
  return JSON.parse(JSON.stringify(node, change));
}

function json(schema: Node): Node {
  return { "application/json": { schema } };
}
