"""litellm makes and edits images, and LangChain's tool makes them; prints what came."""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from importlib import import_module

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # it would load prices from the internet
base, key = os.environ["BASE"] + "/v1", os.environ["KEY"]


def of_litellm() -> dict[str, object]:
    """Return what litellm gets."""
    litellm = import_module("litellm")
    asked = {"model": "openai/square", "api_base": base, "api_key": key, "max_retries": 0}
    made = litellm.image_generation(prompt="a cat", n=2, size="128x64", **asked)
    file = io.BytesIO(base64.b64decode(os.environ["IMAGE"]))
    file.name = "cat.png"
    edited = litellm.image_edit(image=file, prompt="a dog", **asked)
    return {
        "made": [one.b64_json for one in made.data],
        "edited": [one.b64_json for one in edited.data],
    }


def of_langchain() -> dict[str, object]:
    """Return the URLs that LangChain's tool gets."""
    wrapper = import_module("langchain_community.utilities.dalle_image_generator").DallEAPIWrapper

    tool = wrapper(model="square", base_url=base, api_key=key, size="128x64", n=2, max_retries=0)
    return {"urls": tool.run("a cat").split(tool.separator)}


sys.stdout.write(json.dumps({"litellm": of_litellm, "langchain": of_langchain}[sys.argv[1]]()))
