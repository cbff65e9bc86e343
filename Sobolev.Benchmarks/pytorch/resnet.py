"""Residual networks of bottleneck blocks with torchvision's names and shapes, in plain PyTorch: for the loops of resnet.sh, and as a
witness of ours.

    resnet.py witness FILE      writes a small network with its inputs and outputs as safetensors (Sobolev.Tests/TestData/resnet.safetensors)
    resnet.py loop SIDE BATCH   one turn of resnet.sh
"""

import json
import sys

import torch
from torch import nn
from torch.nn import functional as F

from timed import print_case

SECONDS_PER_CASE = 20.0


class Bottleneck(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.downsample = None
        if stride != 1 or channels != 4 * width:
            self.downsample = nn.Sequential(nn.Conv2d(channels, 4 * width, 1, stride=stride, bias=False), nn.BatchNorm2d(4 * width))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + (x if self.downsample is None else self.downsample(x)))


class ResNet(nn.Module):
    def __init__(self, blocks=(3, 4, 6, 3), width=64, classes=1000):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        channels = width
        for layer, count in enumerate(blocks):
            built = []
            for block in range(count):
                built.append(Bottleneck(channels, width << layer, 2 if block == 0 and layer > 0 else 1))
                channels = 4 * (width << layer)
            setattr(self, f"layer{layer + 1}", nn.Sequential(*built))
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, stride=2, padding=1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


def write_safetensors(path, tensors):
    names = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}
    header, data = {}, b""
    for name, tensor in tensors.items():
        begin = len(data)
        data += tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


def witness(path):
    """Weights in 32 bits, everything computed from them in 64: training mode, then evaluation by the statistics that it left."""
    torch.manual_seed(0)
    network = ResNet((1, 1, 1, 1), width=4, classes=5)
    tensors = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.double()
    tensors["witness.images"] = torch.randn(3, 3, 32, 32)
    images, labels = tensors["witness.images"].double().requires_grad_(), torch.tensor([1, 4, 0])
    logits = network(images)
    F.cross_entropy(logits, labels).backward()
    tensors["witness.labels"] = labels
    tensors["witness.logits"] = logits.detach()
    tensors["witness.image_gradient"] = images.grad
    tensors["witness.conv1_gradient"] = network.conv1.weight.grad
    tensors["witness.running_var"] = network.bn1.running_var.clone()
    network.eval()
    tensors["witness.evaluated"] = network(tensors["witness.images"].double()).detach()
    write_safetensors(path, tensors)


def loop(side, batch):
    """Prints the time of updates in both memory layouts, on one thread."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    for suffix, layout in (("", torch.contiguous_format), ("-channels-last", torch.channels_last)):
        network = ResNet().to(memory_format=layout)
        sgd = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
        images = torch.randn(batch, 3, side, side).contiguous(memory_format=layout)
        labels = torch.randint(0, 1000, (batch,))

        def update():
            sgd.zero_grad(set_to_none=True)
            loss = F.cross_entropy(network(images), labels)
            loss.backward()
            sgd.step()
            return loss.item()

        print_case(f"backprop-{side}{suffix}", update, warm_up=1, seconds=SECONDS_PER_CASE)


if __name__ == "__main__":
    if sys.argv[1] == "witness":
        witness(sys.argv[2])
    else:
        loop(int(sys.argv[2]), int(sys.argv[3]))
