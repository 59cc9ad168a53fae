// A strict reader of server-sent events, whose first connection breaks after the first event.
import { EventSource } from "eventsource";

const { BASE, KEY } = process.env;
const arena = `${BASE}/api/v1/arenas/t2i`;
const sent = [];
const got = [];

function ended(body) {
  let seen = "";
  const text = new TextDecoder();
  return body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        seen += text.decode(chunk);
        if (seen.includes("\n\n")) controller.terminate();
      },
    }),
  );
}

async function connect(url, init) {
  const response = await fetch(url, init);
  sent.push(init.headers["Last-Event-ID"] ?? null);
  if (sent.length > 1) {
    setTimeout(vote, 300); // nothing may come before there is news
    return response;
  }
  const { status, headers } = response;
  return { body: ended(response.body), url: response.url, status, redirected: false, headers };
}

async function vote() {
  got.push("vote");
  const votes = [{ model_left: "square", model_right: "bare", outcome: "left" }];
  const headers = { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" };
  await fetch(`${arena}/votes`, { method: "POST", headers, body: JSON.stringify({ votes }) });
}

const source = new EventSource(`${arena}/events`, { fetch: connect });
source.addEventListener("message", (event) => got.push(["message", event.data]));
source.addEventListener("revision", (event) => {
  got.push([event.lastEventId, JSON.parse(event.data).revision]);
  if (got.filter(Array.isArray).length < 2) return;
  source.close();
  console.log(JSON.stringify({ sent, got }));
});
