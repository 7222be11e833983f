// OpenAPI 3.1, made from the table of routes.
import { z } from "zod";
import { ERROR_STATUS } from "./errors.ts";
import { takesBody } from "./route.ts";
import type { Outcome, Route } from "./route.ts";
import { errorBody } from "./wire.ts";

type Node = { readonly [key: string]: unknown };
const API_VERSION = "1.0.0";

/** @returns the document as plain JSON; the same routes give the same document. */
export function openApiOf(routes: readonly Route[]): Node {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    methods[route.method] = operationOf(route);
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
      schemas: { Error: schemaOf(errorBody, "output") },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
        session: { type: "apiKey", in: "cookie", name: "weir_session" },
      },
    },
  };
}

function operationOf(route: Route): Node {
  const parameters = [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query")];
  const body = takesBody(route.body)
    ? { requestBody: { required: true, content: json(schemaOf(route.body, "input")) } }
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
    responses: responsesOf(route),
  };
}

function responsesOf(route: Route): Node {
  const responses: Record<string, unknown> = {};
  for (const [status, outcome] of Object.entries(route.outcomes)) {
    responses[status] = responseOf(Number(status), outcome);
  }
  for (const [status, what] of Object.entries(usualErrors(route))) {
    responses[status] ??= responseOf(Number(status), { what });
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

function responseOf(status: number, outcome: Outcome): Node {
  const description = outcome.what;
  if (outcome.media !== undefined) {
    return { description, content: { [outcome.media]: { schema: { type: "string" } } } };
  }
  if (outcome.schema !== undefined) {
    return { description, content: json(schemaOf(outcome.schema, "output")) };
  }
  if (status < 400) return { description };
  return { description, content: json({ $ref: "#/components/schemas/Error" }) };
}

function parametersOf(schema: z.ZodType, place: "path" | "query"): readonly Node[] {
  return fieldsOf(schema).map(([name, field]) => {
    const isRequired = place === "path" || !field.safeParse(undefined).success;
    return { name, in: place, required: isRequired, schema: schemaOf(field, "input") };
  });
}

function fieldsOf(schema: z.ZodType): readonly (readonly [string, z.ZodType])[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(z.record(z.string(), z.instanceof(z.ZodType)).parse(schema.shape));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Node {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  // Readers take fields that are added later, so no answer is closed to them.
  return io === "input" ? rest : open(rest);
}

function open(node: unknown): Node {
  const text = JSON.stringify(node, (key, value: unknown) => {
    return key === "additionalProperties" && value === false ? undefined : value;
  });
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

function json(schema: Node): Node {
  return { "application/json": { schema } };
}
