// Swipes: a finger moves over the images toward the better one.

const FAR_PX = 60;

/** Call `act` with left or right for a swipe over the stage; `stacked` says how the images stand. */
export function listenToSwipes(stage, stacked, act) {
  let from = null;

  stage.addEventListener("pointerdown", (event) => {
    from = event.pointerType !== "mouse" && event.isPrimary ? event : null;
  });
  stage.addEventListener("pointercancel", () => {
    from = null;
  });
  // In the capture phase, before the zoom ends: a finger that zoomed did not vote.
  stage.addEventListener("pointerup", (event) => {
    const side = from && sideOf(from, event, stacked());
    from = null;
    if (side && !stage.classList.contains("zoomed")) {
      act(side);
    }
  }, true);
}

/** The side a swipe points to, null if it is too short or in the wrong direction. */
function sideOf(from, to, stacked) {
  const right = to.clientX - from.clientX;
  const down = to.clientY - from.clientY;
  const [along, across] = stacked ? [down, right] : [right, down];
  if (Math.abs(along) < FAR_PX || Math.abs(along) < 2 * Math.abs(across)) {
    return null;
  }
  return along < 0 ? "left" : "right";
}
