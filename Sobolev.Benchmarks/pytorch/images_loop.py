"""One turn of images.sh: the default training of `sobolev sg-cifar` as plain PyTorch loops, on one thread.

Prints lines "pytorch", case, then microseconds per update: median and least, and processor time. The cases are the whole network by
backpropagation, and the network cut by three modules that model the loss (method sobolev), each in both memory layouts.
"""

import torch
from torch import nn
from torch.nn import functional as F

from timed import print_case

SECONDS_PER_CASE = 6.0
WIDTH, BATCH, IMAGES, CLASSES = 16, 32, 2000, 10


def stages():
    channels, built = 3, []
    for stage, scale in enumerate((1, 2, 4, 8)):
        layers = []
        for layer in range(2 if stage == 0 else 3):
            stride = 2 if stage > 0 and layer == 0 else 1
            layers += [nn.Conv2d(channels, WIDTH * scale, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(WIDTH * scale), nn.ReLU()]
            channels = WIDTH * scale
        built.append(layers)
    built[-1] += [nn.Flatten(), nn.Linear(channels * 16, CLASSES)]
    return [nn.Sequential(*layers) for layers in built]


def classifier(channels, side):
    return nn.Sequential(nn.Conv2d(channels, WIDTH, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(WIDTH * side * side, CLASSES))


class Minibatches:
    """Pad, crop and flip, each image by its own chance, as torchvision's transforms do it, but with the batch stacked once."""

    def __init__(self, layout):
        self.images = torch.randint(0, 256, (IMAGES, 3, 32, 32), dtype=torch.uint8)
        self.labels = torch.randint(0, CLASSES, (IMAGES,))
        self.padded = F.pad(self.images, (4, 4, 4, 4))
        self.layout = layout

    def next(self):
        rows = torch.randint(0, IMAGES, (BATCH,)).tolist()
        moves = torch.randint(0, 9, (BATCH, 2)).tolist()
        flips = torch.rand(BATCH).lt(0.5).tolist()
        crops = []
        for row, (y, x), flip in zip(rows, moves, flips):
            crop = self.padded[row, :, y : y + 32, x : x + 32]
            crops.append(crop.flip(2) if flip else crop)
        images = torch.stack(crops).float().div_(255).sub_(0.47).div_(0.25)
        return images.contiguous(memory_format=self.layout), self.labels[rows]


def backprop(layout):
    network = nn.Sequential(*stages()).to(memory_format=layout)
    data = Minibatches(layout)
    sgd = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-4)

    def update():
        images, labels = data.next()
        sgd.zero_grad(set_to_none=True)
        loss = F.cross_entropy(network(images), labels)
        loss.backward()
        sgd.step()
        return loss.item()

    return update


def sobolev(layout):
    segments = [segment.to(memory_format=layout) for segment in stages()]
    modules = [classifier(WIDTH, 32), classifier(2 * WIDTH, 16), classifier(4 * WIDTH, 8)]
    data = Minibatches(layout)
    sgd = torch.optim.SGD([p for segment in segments for p in segment.parameters()], lr=0.02, momentum=0.9, weight_decay=1e-4)
    adams = [torch.optim.Adam(module.parameters(), lr=1e-3) for module in modules]

    def update():
        images, labels = data.next()
        sgd.zero_grad(set_to_none=True)
        outputs, inputs = [], []
        for number, segment in enumerate(segments):
            inputs.append(images if number == 0 else outputs[-1].detach().requires_grad_())
            outputs.append(segment(inputs[-1]))
        losses = F.cross_entropy(outputs[-1], labels, reduction="none")
        losses.mean().backward()
        received = inputs[3].grad * BATCH
        for cut in (2, 1, 0):
            if cut < 2:
                (received,) = torch.autograd.grad(outputs[cut + 1], inputs[cut + 1], received, retain_graph=True)
            at = outputs[cut].detach().requires_grad_()
            adams[cut].zero_grad(set_to_none=True)
            predicted = F.cross_entropy(modules[cut](at), labels, reduction="none")
            (synthetic,) = torch.autograd.grad(predicted.sum(), at, create_graph=True)
            loss = (predicted - losses.detach()).abs().mean() + (synthetic - received).abs().flatten(1).sum(1).mean()
            loss.backward(inputs=list(modules[cut].parameters()))
            adams[cut].step()
            outputs[cut].backward(synthetic.detach() / BATCH, retain_graph=cut > 0)
        sgd.step()
        return losses.mean().item()

    return update


def main():
    torch.set_num_threads(1)
    torch.manual_seed(0)
    layouts = (("", torch.contiguous_format), ("-channels-last", torch.channels_last))
    for name, training in (("backprop", backprop), ("sobolev", sobolev)):
        for suffix, layout in layouts:
            print_case(name + suffix, training(layout), warm_up=5, seconds=SECONDS_PER_CASE)


main()
