// One stream to many, as one writes it in Go: a goroutine for each connection, with a channel of
// the messages that wait for it. Arguments: nanoseconds from a message to the next, and its bytes.
package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"time"
)

const waiting = 32

func main() {
	period, _ := strconv.ParseInt(os.Args[1], 10, 64)
	bytes, _ := strconv.Atoi(os.Args[2])
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(port.Addr().(*net.TCPAddr).Port)
	var lock sync.Mutex
	receivers := map[net.Conn]chan []byte{}
	go func() {
		for range time.Tick(time.Duration(period)) {
			message := make([]byte, bytes)
			lock.Lock()
			for _, receiver := range receivers {
				select {
				case receiver <- message:
				default:
				}
			}
			lock.Unlock()
		}
	}()
	for {
		connection, err := port.Accept()
		if err != nil {
			panic(err)
		}
		messages := make(chan []byte, waiting)
		lock.Lock()
		receivers[connection] = messages
		lock.Unlock()
		go func() {
			for message := range messages {
				if _, err := connection.Write(message); err != nil {
					lock.Lock()
					delete(receivers, connection)
					lock.Unlock()
					return
				}
			}
		}()
	}
}
