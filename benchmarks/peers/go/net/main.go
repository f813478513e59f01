// A server of Go's net package, a goroutine for each connection: see benchmarks/README.md.
package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"runtime"
)

func main() {
	task := os.Args[1]
	runtime.GOMAXPROCS(1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	if task == "tls" {
		certificate, err := tls.LoadX509KeyPair(os.Args[2], os.Args[3])
		check(err)
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}})
	}
	for {
		connection, err := listener.Accept()
		check(err)
		go serve(connection, task == "sink")
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// Not io.Copy: between two sockets that is splice(2), which costs more where messages are small.
func serve(connection net.Conn, sink bool) {
	defer connection.Close()
	buffer := make([]byte, 32*1024)
	for {
		count, err := connection.Read(buffer)
		if err != nil {
			return
		}
		if !sink {
			if _, err := connection.Write(buffer[:count]); err != nil {
				return
			}
		}
	}
}
