// The module of docs/front-end.md, as it stands there, walked against a running system: sign in, look, apply, follow, accept.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { apply, beginSignIn, complete, connect, eligible, finishSignIn, follow, inbox, issuer, once, Refused, said } from "./walk.ts";

const { ETOWN_API, ETOWN_ISSUER } = process.env;
const BACK = "http://localhost:5173/signed-in";
const PDF = new Blob(["%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"], { type: "application/pdf" });

/** What a browser does at the sign-in page: it shows it, somebody chooses who they are, and it is sent back. */
async function choose(page, person) {
  const shown = await (await fetch(page)).text();
  const body = new URLSearchParams([...shown.matchAll(/name="([a-z_]+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]));
  body.set("person", person);
  const sent = await fetch(new URL("/oidc/authorize", page), { method: "POST", body, redirect: "manual" });
  return new URL(sent.headers.get("location"));
}

async function signedIn(person) {
  const server = await issuer(ETOWN_ISSUER);
  const { page, kept } = await beginSignIn(server, BACK);
  return connect(ETOWN_API, await finishSignIn(server, await choose(page, person), kept));
}

let applicant, officer, draft;

before(async () => {
  [applicant, officer] = await Promise.all(["applicant-chenxin", "officer-sti-1"].map(signedIn));
  const people = await (await fetch(new URL("/oidc/people", ETOWN_ISSUER))).json();
  draft = {
    item_code: "core-technology",
    enterprise_uscc: people.find(({ id }) => id === "applicant-chenxin").enterprise,
    facts: { project_no: `FE-${Date.now()}` },
    claims: { undertakes_project: true, rd_investment_fen: 1_000_000_000 },
    matter_date: new Date().toISOString().slice(0, 10),
  };
});

test("eligibility is answered to anybody", async () => {
  const items = await eligible(connect(ETOWN_API), { facts: draft.claims });
  assert.ok(items.some(({ item, standing }) => item === "core-technology" && standing === "nearly"));
});

test("what nobody signed in for is refused with a problem", async () => {
  await assert.rejects(inbox(connect(ETOWN_API)), (refused) => refused instanceof Refused && refused.problem.code === "unauthenticated");
});

test("a field that is wrong is named", async () => {
  const header = once();
  const answer = await applicant.POST("/applications", { params: { header }, body: { ...draft, enterprise_uscc: "1" } });
  assert.throws(() => said(answer), ({ problem }) => problem.errors.some(({ field }) => field.includes("enterprise_uscc")));
});

test("an application is followed to the officer who accepts it", async () => {
  const reference = await apply(applicant, draft, () => PDF);
  const first = await follow(applicant, reference);
  assert.equal(first.application.stage.code, "acceptance");
  assert.ok(first.application.next_step.zh);
  assert.equal((await follow(applicant, reference, first.seen)).application, undefined);
  const [task] = await inbox(officer, { case: reference, kind: "acceptance" });
  assert.equal((await complete(officer, task.id, { decision: "accepted" })).event, "accepted");
  const after = await follow(applicant, reference, first.seen);
  assert.notEqual(after.application.stage.code, "acceptance");
});
