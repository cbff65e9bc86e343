"""Random play with ale-py as a plain Python loop, with the preprocessing of AtariWrapper, on one thread; the peer of race.sh.

An action is held for 4 frames; the maximum of the last two grey screens is reduced to 84x84 by area; the last four views are the history.
Usage: loop.py ROM. Each line "decision N" or "emulator N" (the 4 frames alone) of stdin is answered by the seconds that N took.
"""

import random
import sys
import time

import ale_py
import cv2
import numpy as np
from ale_py import roms

FRAME_SKIP, IDLE = 4, 30


class Player:
    def __init__(self, rom):
        ale_py.ALEInterface.setLoggerMode(ale_py.LoggerMode.Error)
        self.ale = ale_py.ALEInterface()
        self.ale.setFloat("repeat_action_probability", 0.0)
        self.ale.setInt("random_seed", 1)
        self.ale.loadROM(str(roms.get_rom_path(rom)))
        self.actions = self.ale.getMinimalActionSet()
        self.screens = np.zeros((2, *self.ale.getScreenDims()), np.uint8)
        self.history = np.zeros((4, 84, 84), np.uint8)
        self.start()

    def start(self):
        self.ale.reset_game()
        for _ in range(random.randrange(IDLE + 1)):
            self.ale.act(self.actions[0])
        self.ale.getScreenGrayscale(self.screens[1])
        self.history[:] = cv2.resize(self.screens[1], (84, 84), interpolation=cv2.INTER_AREA)

    def frames(self, looks):
        action, reward = random.choice(self.actions), 0.0
        for frame in range(FRAME_SKIP):
            reward += self.ale.act(action)
            if looks and frame >= FRAME_SKIP - 2:
                self.ale.getScreenGrayscale(self.screens[frame - FRAME_SKIP + 2])
            if self.ale.game_over():
                break
        return reward

    def emulator(self):
        self.frames(looks=False)
        if self.ale.game_over():
            self.ale.reset_game()

    def decision(self):
        reward, lives = self.frames(looks=True), self.ale.lives()
        self.history[:-1] = self.history[1:]
        self.history[-1] = cv2.resize(self.screens.max(axis=0), (84, 84), interpolation=cv2.INTER_AREA)
        if self.ale.game_over():
            self.start()
        return reward, lives


def main():
    cv2.setNumThreads(1)
    random.seed(1)
    player = Player(sys.argv[1])
    for line in sys.stdin:
        name, count = line.split()
        act, start = getattr(player, name), time.perf_counter()
        for _ in range(int(count)):
            act()
        print(time.perf_counter() - start, flush=True)


main()
