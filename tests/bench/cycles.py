#!/usr/bin/env python3
"""What polling cycles cost a daemon that runs: `serve`, with all feeds due at one moment, again and again.

  cycles.py --bench FOLDER [--broadsheet PROGRAM] [--feeds 1000] [--cycles 3] [--pause 30] [--tls] [--changed SHARE]
            [--ask 200 [--ask-nginx]] [--load 64] [--beside floor-store|floor-fetch-close|curl]

FOLDER has gen_feeds.py, which writes the documents and nginx's config (Debian: nginx). The documents are stored with
`poll` first; then every cycle is answered 304, but the last with --changed, in which that share of the feeds has news.
--ask: /bench.atom is asked for so many times a second, and how long answers took told apart for each cycle and the time
before; --ask-nginx: and as often an nginx that has nothing else to do for a file of the same bytes, which tells what of
it is the machine's. --load: so many connections ask for /bench.atom as fast as they are answered (Debian: wrk), for two
seconds between cycles and for two from the moment when feeds become due. --beside: halfway to the next cycle, so that each has rested as long as the other, something else
fetches the same documents: curl -Z, or the least that fetching with a connection a feed, and that parsing and storing
too, can cost (drivers/poll_floor.cc; Debian: curl g++ libpugixml-dev libsqlite3-dev).
A feed is polled again so many seconds after its poll, jitter comes on top; connections are kept for twenty. Prints for
each cycle: CPU seconds of the daemon per 1000 polls, polls by status, connections that nginx had; at the end its memory
and how long its event loop stood still. Everything is on loopback and stopped by pid.
"""
import argparse, glob, http.client, os, re, shutil, signal, sqlite3, subprocess, sys, tempfile, time, urllib.request
from email.utils import formatdate
from threading import Thread

HTTP = '127.0.0.1:18098'
NGINX = '127.0.0.1:18085'
BASE = 1793491200  # when the newest entries of the first documents are dated


def write_config(folder, urls, pause, tls):
    every = f'interval = "{pause}s"\nmin_interval = "{pause}s"\nmax_interval = "{pause}s"\n'
    feed = '[[feeds]]\nurl = "{}"\nsections = ["bench"]\n' + ('tls_verify = false\n' if tls else '')
    path = os.path.join(folder, 'feeds.toml')
    with open(path, 'w') as f:
        f.write(f'[daemon]\ndatabase = "{folder}/bench.db"\nlisten = ["{HTTP}"]\n[fetch]\n{every}allow_private = true\n'
                'per_host = 64\nhost_spacing = "0s"\n[sections.bench]\ntitle = "bench"\n' + ''.join(feed.format(u) for u in urls))
    return path


def cpu(pid):
    return sum(int(open(x).read().split()[0]) for x in glob.glob(f'/proc/{pid}/task/*/schedstat')) / 1e9


def peak(pid):
    return int(re.search(r'VmHWM:\s+(\d+)', open(f'/proc/{pid}/status').read())[1]) / 1024


def metric(name):
    text = urllib.request.urlopen(f'http://{HTTP}/metrics').read().decode()
    return [line for line in text.split('\n') if line.startswith(name)]


class Anchor:
    """What a cycle is compared with."""

    def __init__(self, name, bench, folder, corpus):
        self.name = name
        urls = os.path.join(corpus, 'urls.txt')
        # generation 0 is dated up to 3000 s after the base, the next an hour later
        since = formatdate(BASE + 3300, usegmt=True)
        if name == 'curl':
            self.command = ['curl', '-s', '-k', '-Z', '--parallel-max', '64', '-K', os.path.join(corpus, 'curl.cfg'), '-z', since]
            return
        floor = os.path.join(folder, 'poll_floor')
        subprocess.run(['g++', '-O2', '-std=c++17', os.path.join(bench, 'drivers/poll_floor.cc'), '-o', floor, '-lpugixml', '-lsqlite3'], check=True)
        command = [floor, urls, '--parallel', '64'] + (['--parse', '--store', os.path.join(folder, 'floor.db')] if name == 'floor-store' else ['--close'])
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # what it stores at first is no part of it
        self.command = command + ['--since', since]

    def report(self, ours, feeds):
        child = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        used = os.wait4(child.pid, 0)[2]
        took = (used.ru_utime + used.ru_stime) * 1000 / feeds
        print(f'  beside {self.name}: {took:.4f}, {ours / took:.2f} x', flush=True)


class Asker(Thread):
    """Asks at a steady pace; a late answer does not put off the next question's time, from which waiting counts."""

    def __init__(self, name, server, pace):
        super().__init__(daemon=True)
        self.name, self.server, self.pace, self.took = name, server, pace, []
        self.start()

    def run(self):
        server, due = None, time.time()
        while True:
            due += 1 / self.pace
            time.sleep(max(0, due - time.time()))
            try:
                server = server or http.client.HTTPConnection(self.server)
                server.request('GET', '/bench.atom', headers={'Accept-Encoding': 'gzip'})
                server.getresponse().read()
                self.took.append(time.time() - due)
            except OSError:
                server = None

    def report(self, when):
        took, self.took = sorted(self.took), []
        if took:
            print(f'{when}: {self.name}: {len(took)} requests, ' + ', '.join(f'{p} % in {took[int(len(took) * p / 100)] * 1000:.2f} ms' for p in (50, 90, 99)), flush=True)


class Load:
    """Connections that ask again as soon as they are answered, for two seconds."""

    def __init__(self, connections):
        self.command = ['wrk', '-t1', f'-c{connections}', '-d2s', '--latency', '-H', 'Accept-Encoding: gzip', f'http://{HTTP}/bench.atom']

    def start(self):
        self.running = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)

    def report(self, when):
        text = self.running.communicate()[0]
        pace, *took = (re.search(rf'{what} *(\S+)', text)[1] for what in ('Requests/sec:', '50%', '90%', '99%'))
        print(f'{when}: {pace} requests/s, ' + ', '.join(f'{p} % in {t}' for p, t in zip((50, 90, 99), took)), flush=True)


def start_idle_nginx(folder):
    """An nginx that has /bench.atom as the daemon gives it now, ready-made. Its pid."""
    os.makedirs(f'{folder}/idle')
    request = urllib.request.Request(f'http://{HTTP}/bench.atom', headers={'Accept-Encoding': 'gzip'})
    with open(f'{folder}/idle/bench.atom', 'wb') as f:
        f.write(urllib.request.urlopen(request).read())
    with open(f'{folder}/idle.conf', 'w') as f:
        f.write(f'worker_processes 1; pid {folder}/idle.pid; error_log {folder}/idle.log; daemon on;\n'
                'events { worker_connections 64; }\n'
                f'http {{ access_log off; keepalive_requests 1000000; server {{ listen {NGINX}; root {folder}/idle; }} }}\n')
    subprocess.run(['nginx', '-c', f'{folder}/idle.conf', '-e', f'{folder}/idle.log'], check=True)
    time.sleep(0.5)
    return int(open(f'{folder}/idle.pid').read())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--bench', required=True)
    p.add_argument('--broadsheet', default='build/release/daemon/broadsheet')
    p.add_argument('--feeds', type=int, default=1000)
    p.add_argument('--items', type=int, default=20)
    p.add_argument('--hosts', type=int, default=200)
    p.add_argument('--cycles', type=int, default=3)
    p.add_argument('--pause', type=int, default=30)
    p.add_argument('--tls', action='store_true')
    p.add_argument('--changed', type=float, default=0)
    p.add_argument('--ask', type=int, default=0)
    p.add_argument('--ask-nginx', action='store_true')
    p.add_argument('--load', type=int, default=0)
    p.add_argument('--beside', choices=['floor-store', 'floor-fetch-close', 'curl'])
    a = p.parse_args()
    folder = tempfile.mkdtemp(prefix='bench-cycles-')
    os.chmod(folder, 0o755)
    corpus, nginx, idle, daemon = os.path.join(folder, 'corpus'), None, None, None
    log = os.path.join(corpus, 'access.log')
    try:
        if a.tls:
            os.makedirs(f'{corpus}/tls')
            subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30', '-subj', '/CN=bench',
                            '-keyout', f'{corpus}/tls/key.pem', '-out', f'{corpus}/tls/cert.pem'], check=True, stderr=subprocess.DEVNULL)
        gen = [sys.executable, os.path.join(a.bench, 'gen_feeds.py'), '--out', corpus, '--feeds', str(a.feeds), '--items', str(a.items),
               '--hosts', str(a.hosts), '--port', '18084', '--base', str(BASE)] + (['--tls'] if a.tls else [])
        subprocess.run(gen, check=True, stdout=subprocess.DEVNULL)
        with open(f'{corpus}/nginx.conf') as f:
            conf = f.read()
        with open(f'{corpus}/nginx.conf', 'w') as f:  # counts connections, too
            f.write(conf.replace("'$status $body_bytes_sent'", "'$status $body_bytes_sent $connection'"))
        subprocess.run(['nginx', '-c', f'{corpus}/nginx.conf', '-e', f'{folder}/nginx.log'], check=True)
        time.sleep(1)
        nginx = int(open(f'{corpus}/nginx.pid').read())
        config = write_config(folder, [u.strip() for u in open(f'{corpus}/urls.txt')], a.pause, a.tls)
        subprocess.run([a.broadsheet, '-c', config, 'poll'], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        anchor = Anchor(a.beside, a.bench, folder, corpus) if a.beside else None
        store = sqlite3.connect(f'{folder}/bench.db')
        begin = int(time.time()) + 5
        store.execute('UPDATE feeds SET next_poll = ?', (begin,))
        store.commit()
        store.close()
        daemon = subprocess.Popen([a.broadsheet, '-c', config, 'serve'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        askers = [Asker('broadsheet', HTTP, a.ask)] if a.ask else []
        if a.ask_nginx:
            idle = start_idle_nginx(folder)
            askers.append(Asker('nginx', NGINX, a.ask))
        time.sleep(1)
        for asker in askers:
            asker.took.clear()
        load = Load(a.load) if a.load else None
        for cycle in range(1, a.cycles + 1):
            changed = a.changed > 0 and cycle == a.cycles
            if changed:
                subprocess.run(gen + ['--gen', '1', '--changed', str(a.changed)], check=True, stdout=subprocess.DEVNULL)
            due = begin + (cycle - 1) * a.pause
            late = (cycle - 1) * a.pause / 10  # jitter has added up since the first
            if load:
                time.sleep(max(0, due - 3.5 - time.time()))
                load.start()
                load.report('between cycles')
            time.sleep(max(0, due - 0.5 - time.time()))
            for asker in askers:
                asker.report('between cycles')
            at, before = os.path.getsize(log), cpu(daemon.pid)
            if load:
                time.sleep(max(0, due - time.time()))
                load.start()
                load.report(f'during cycle {cycle}')
            time.sleep(max(0, due + late + 1.5 - time.time()))
            for asker in askers:
                asker.report(f'during cycle {cycle}')
            used = cpu(daemon.pid) - before
            time.sleep(1.2)  # nginx writes its log once a second
            with open(log) as f:
                f.seek(at)
                lines = [x.split() for x in f.read().split('\n') if x]
            status = {code: sum(x[0] == code for x in lines) for code in sorted({x[0] for x in lines})}
            used = used * 1000 / max(1, len(lines))
            print(f"cycle {cycle}{' (changed)' if changed else ''}: {used:.4f} CPU s per 1000 polls; "
                  f"{status}; {len({x[2] for x in lines})} connections", flush=True)
            if anchor:
                time.sleep(max(0, due + a.pause / 2 - time.time()))
                anchor.report(used, a.feeds)
        print(f'peak {peak(daemon.pid):.0f} MB')
        print('\n'.join(metric('broadsheet_event_loop_delay_seconds')))
    finally:
        for pid in [x for x in (daemon.pid if daemon else None, nginx, idle) if x]:
            os.kill(pid, signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
