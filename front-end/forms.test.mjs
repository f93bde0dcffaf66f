// Every form there is, rendered by a library as it is, filled in from its own schema, and taken.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import Form from "@rjsf/core";
import { createSchemaUtils } from "@rjsf/utils";
import { customizeValidator } from "@rjsf/validator-ajv8";
import Ajv2020 from "ajv/dist/2020.js";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";

const forms = JSON.parse(readFileSync(new URL("forms.json", import.meta.url), "utf8"));
const rjsf = customizeValidator.default ?? customizeValidator;
const validator = rjsf({ AjvClass: Ajv2020.default ?? Ajv2020 });
const Rendered = Form.default ?? Form;
// The library would choose the first option of each choice for whoever fills it in: nobody decides or declares by not looking.
const behaviour = { constAsDefaults: "never" };
// What texts with a pattern of their own look like: the first that fits is taken.
const texts = [
  "符合条件",
  "2026-03-01",
  "91110302MA9DA0018E",
  "1234",
  "123456789012",
  "13800138000",
  "2025-01-01/2025-06-30",
  "0.30",
  "0d9f6f0e-6a4e-4f58-9a43-2f6d1f0f9b11",
];

/** Return an answer to a form that says no more than its schema does. */
function filled(schema) {
  if (schema.examples) return schema.examples[0];
  if (schema.oneOf) return schema.oneOf[0].const;
  switch (schema.type) {
    case "object": {
      const answer = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, filled(part)]);
      const more = typeof schema.additionalProperties === "object" ? [["code", filled(schema.additionalProperties)]] : [];
      return Object.fromEntries([...answer, ...(schema.additionalProperties === true ? [["code", "符合条件"]] : more)]);
    }
    case "array":
      return Array.from({ length: schema.minItems ?? 1 }, () => filled(schema.items));
    case "boolean":
      return true;
    case "integer":
      return Math.max(schema.minimum ?? 0, Math.min(1, schema.maximum ?? 1));
    default:
      return texts.find((text) => new RegExp(schema.pattern ?? "", "u").test(text) && text.length >= (schema.minLength ?? 0));
  }
}

/** Return the titles of everything that is rendered of a form. */
function titles(schema) {
  const parts = [...Object.values(schema.properties ?? {}), ...(schema.items ? [schema.items] : [])];
  // A declaration is a box to be ticked, with the declaration beside it.
  const options = schema.type === "boolean" ? [] : (schema.oneOf ?? []);
  return [schema.title, ...options.map((option) => option.title), ...parts.flatMap(titles)];
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

for (const [name, schema] of Object.entries(forms)) {
  test(`${name} is rendered with all its titles, and takes what its schema says`, () => {
    const formData = filled(schema);
    const page = renderToStaticMarkup(createElement(Rendered, { schema, validator, formData, experimental_defaultFormStateBehavior: behaviour }));
    assert.doesNotMatch(page, /Unsupported field|Unknown field type|unsupported-field/);
    assert.deepEqual(titles(schema).filter((title) => !page.includes(escaped(title).replaceAll('"', "&quot;"))), []);
    assert.deepEqual(validator.rawValidation(schema, formData).errors ?? [], []);
  });

  test(`${name} decides and declares nothing by itself`, () => {
    const begun = createSchemaUtils(validator, schema, behaviour).getDefaultFormState(schema) ?? {};
    const chosen = Object.entries(schema.properties).filter(([, part]) => part.oneOf && part.default === undefined);
    // A box that is there and not ticked says nothing.
    assert.deepEqual(chosen.map(([field]) => begun[field] || undefined).filter((value) => value !== undefined), []);
  });
}
