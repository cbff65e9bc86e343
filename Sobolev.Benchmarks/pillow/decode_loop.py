"""One turn of decode.sh: the same images with Pillow, on one thread, as training scripts do it (decode, random cut, resize to 224x224), and
with its draft mode, which also decodes JPEGs at a fraction of their size.

Prints lines "pillow", case, then microseconds an image: median over passes, least, and processor time.
"""

import io
import math
import random
import sys
import tarfile
import time

from PIL import Image, ImageEnhance

SECONDS_PER_CASE = 5.0


def read(path):
    with tarfile.open(path) as archive:
        names = sorted(member.name for member in archive if member.name.upper().endswith(".JPEG"))
        return [archive.extractfile(name).read() for name in names[:400]]


def cut(width, height):
    for _ in range(10):
        area, aspect = random.uniform(0.08, 1) * width * height, math.exp(random.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < w <= width and 0 < h <= height:
            return random.randint(0, width - w), random.randint(0, height - h), w, h
    side = min(width, height)
    return (width - side) // 2, (height - side) // 2, side, side


def training(encoded, draft=False):
    image = Image.open(io.BytesIO(encoded))
    width, height = image.size
    x, y, w, h = cut(width, height)
    if draft:
        scale = max(224 / w, 224 / h)
        image.draft("RGB", (math.ceil(width * scale), math.ceil(height * scale)))
    image = image.convert("RGB")
    sx, sy = image.size[0] / width, image.size[1] / height
    image = image.resize((224, 224), Image.BILINEAR, box=(x * sx, y * sy, (x + w) * sx, (y + h) * sy))
    return image.transpose(Image.FLIP_LEFT_RIGHT) if random.random() < 0.5 else image


def colour(encoded):
    image = training(encoded, draft=True)
    enhancers = [ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color]
    random.shuffle(enhancers)
    for enhancer in enhancers:
        image = enhancer(image).enhance(random.uniform(0.6, 1.4))
    return image


def validation(encoded, draft=False):
    image = Image.open(io.BytesIO(encoded))
    width, height = image.size
    side = min(width, height) * 224 / 256
    if draft:
        scale = 256 / min(width, height)
        image.draft("RGB", (math.ceil(width * scale), math.ceil(height * scale)))
    image = image.convert("RGB")
    sx, sy = image.size[0] / width, image.size[1] / height
    x, y = (width - side) / 2, (height - side) / 2
    return image.resize((224, 224), Image.BILINEAR, box=(x * sx, y * sy, (x + side) * sx, (y + side) * sy))


def main():
    random.seed(0)
    images = read(sys.argv[1])
    cases = (
        ("training", training),
        ("training-draft", lambda encoded: training(encoded, True)),
        ("training-colour-draft", colour),
        ("validation", validation),
        ("validation-draft", lambda encoded: validation(encoded, True)),
    )
    for name, function in cases:
        times, begun, processor = [], time.perf_counter(), time.process_time()
        while time.perf_counter() - begun < SECONDS_PER_CASE:
            start = time.perf_counter()
            for encoded in images:
                function(encoded).tobytes()
            times.append((time.perf_counter() - start) / len(images))
        used = (time.process_time() - processor) / (len(times) * len(images))
        times.sort()
        print(f"pillow {name} {1e6 * times[len(times) // 2]:.1f} {1e6 * times[0]:.1f} {1e6 * used:.1f}", flush=True)


main()
