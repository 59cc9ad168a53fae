import { ArenaClient, ArenaError } from "arena-client";

export const arena = new ArenaClient({
  baseUrl: process.env["ARENA_URL"] ?? "",
  key: process.env["ARENA_KEY"] ?? "",
});

/** What became of a call: "ok", or the status of its error. */
export async function made(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return "ok";
  } catch (error) {
    if (error instanceof ArenaError) return error.status;
    throw error;
  }
}

export function form(fields: Record<string, string>, name: string, base64: string): FormData {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const whole = new FormData();
  for (const [field, value] of Object.entries(fields)) whole.set(field, value);
  whole.set(name, new Blob([bytes], { type: "image/png" }), "a.png");
  return whole;
}
