// Goroutines and channels as a peer of Axon: see benchmarks/README.md.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"sync"
	"time"
)

const (
	many     = 1000
	capacity = 64
	lives    = 10000
)

// What is sent: a pointer, as in the other peers.
type message struct{}

var token = &message{}

// How many were seen at the other end; and where the scenario measures itself, since when, and what
// else it found.
type result struct {
	seen  int
	since time.Time
	more  string
}

func main() {
	scenario := os.Args[1]
	threads, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	runtime.GOMAXPROCS(threads)
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		count, err := strconv.Atoi(in.Text())
		if err != nil {
			panic(err)
		}
		begun := time.Now()
		done, ok := run(scenario, count)
		if !ok {
			fmt.Println("unsupported")
			continue
		}
		if !done.since.IsZero() {
			begun = done.since
		}
		fmt.Printf("count=%d nanos=%d%s\n", done.seen, time.Since(begun).Nanoseconds(), done.more)
	}
}

func run(scenario string, count int) (result, bool) {
	switch scenario {
	case "hop-1":
		return hop(1, count), true
	case "hop-64", "hop-across":
		return hop(capacity, count), true
	case "ring":
		return ring(count / many), true
	case "fan-out":
		return fanOut(count / many), true
	case "many-to-one":
		return manyToOne(count / many), true
	case "life":
		return life(count), true
	case "idle":
		return idle(count), true
	case "latency":
		return latency(count), true
	}
	return result{}, false
}

func send(to chan *message, count int) {
	for i := 0; i < count; i++ {
		to <- token
	}
}

func receive(from chan *message) int {
	seen := 0
	for range from {
		seen++
	}
	return seen
}

func hop(capacity, count int) result {
	channel := make(chan *message, capacity)
	go func() {
		send(channel, count)
		close(channel)
	}()
	return result{seen: receive(channel)}
}

func ring(laps int) result {
	first := make(chan *message, 1)
	from := first
	for i := 1; i < many; i++ {
		to := make(chan *message, 1)
		go func(from, to chan *message) {
			for m := range from {
				to <- m
			}
			close(to)
		}(from, to)
		from = to
	}
	seen := 0
	for lap := 0; lap < laps; lap++ {
		first <- token
		<-from
		seen += many
	}
	close(first)
	<-from
	return result{seen: seen}
}

func fanOut(messages int) result {
	seen := make([]int, many)
	channels := make([]chan *message, many)
	var all sync.WaitGroup
	all.Add(many)
	for i := range channels {
		channels[i] = make(chan *message, capacity)
		go func(i int) {
			seen[i] = receive(channels[i])
			all.Done()
		}(i)
	}
	for i := 0; i < messages; i++ {
		for _, channel := range channels {
			channel <- token
		}
	}
	for _, channel := range channels {
		close(channel)
	}
	all.Wait()
	sum := 0
	for _, one := range seen {
		sum += one
	}
	return result{seen: sum}
}

func manyToOne(messages int) result {
	channel := make(chan *message, capacity)
	var all sync.WaitGroup
	all.Add(many)
	for i := 0; i < many; i++ {
		go func() {
			send(channel, messages)
			all.Done()
		}()
	}
	go func() {
		all.Wait()
		close(channel)
	}()
	return result{seen: receive(channel)}
}

func life(count int) result {
	seen := 0 // one thread, and nothing that could interrupt an increment
	for left := count; left > 0; left -= lives {
		var all sync.WaitGroup
		all.Add(lives)
		for i := 0; i < lives; i++ {
			go func() {
				seen++
				all.Done()
			}()
		}
		all.Wait()
	}
	return result{seen: seen}
}

func idle(count int) result {
	before := memory()
	channels := make([]chan *message, count)
	seen := make(chan *message, capacity)
	for i := range channels {
		channels[i] = make(chan *message, 1)
		go func(from chan *message) {
			seen <- <-from
		}(channels[i])
	}
	runtime.Gosched() // each has had its first turn after this
	each := (memory() - before) / uint64(count)
	fmt.Println("rested")
	since := time.Now()
	go func() {
		for _, channel := range channels {
			channel <- token
		}
	}()
	for i := 0; i < count; i++ {
		<-seen
	}
	return result{count, since, fmt.Sprintf(" bytes=%d", each)}
}

// Heap and stacks, after a collection.
func memory() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc + stats.StackInuse
}

func latency(count int) result {
	channel := make(chan time.Time, capacity)
	go func() {
		for i := 0; i < count; i++ {
			time.Sleep(time.Millisecond)
			channel <- time.Now()
		}
		close(channel)
	}()
	var took []int
	for sent := range channel {
		took = append(took, int(time.Since(sent).Nanoseconds()))
	}
	sort.Ints(took)
	micros := func(share float64) float64 { return float64(took[int(share*float64(len(took)-1))]) / 1e3 }
	return result{seen: len(took), more: fmt.Sprintf(" p50=%.1f p99=%.1f", micros(0.5), micros(0.99))}
}
